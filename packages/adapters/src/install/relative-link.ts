import { mkdir, rm, symlink } from 'node:fs/promises'
import { dirname, relative } from 'node:path'

/** A link at `path` that still leads to `target` when the directory of both is moved. Replaces what is there. */
export async function relativeLink(target: string, path: string): Promise<void> {
  await rm(path, { force: true })
  await mkdir(dirname(path), { recursive: true })
  await symlink(relative(dirname(path), target), path)
}
