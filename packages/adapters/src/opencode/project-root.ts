import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Its top-level name, which is no work of the agent's. */
export const ROOT_MARK = '.git'

/**
 * An empty repository, so that the project is its own root wherever it lies: the agent looks for the repository around it
 * and tells the model. What `git init` makes, without git and the templates and hooks that a user may have.
 */
export async function markAsRoot(workspace: string): Promise<void> {
  const git = join(workspace, ROOT_MARK)
  if (existsSync(git)) return
  await mkdir(join(git, 'objects'), { recursive: true })
  await mkdir(join(git, 'refs'), { recursive: true })
  await writeFile(join(git, 'HEAD'), 'ref: refs/heads/main\n')
}
