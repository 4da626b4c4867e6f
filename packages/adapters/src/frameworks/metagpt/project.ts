import { existsSync } from 'node:fs'
import { cp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileTreeHash, filesBelow } from '@genai-devbench/files'

/** Top-level name in the workspace of the directory where MetaGPT keeps its project. */
export const PROJECTS = '.metagpt'
export const PROJECT_NAME = 'project'

export interface Project {
  /** Where MetaGPT makes new projects. */
  parent: string
  /** A git repository of documents, diagrams and code. */
  root: string
  /** Its code: MetaGPT puts it into a directory of the same name. */
  code: string
}

export function projectIn(workspace: string): Project {
  const parent = join(workspace, PROJECTS)
  const root = join(parent, PROJECT_NAME)
  return { parent, root, code: join(root, PROJECT_NAME) }
}

export const exists = ({ root }: Project): boolean => existsSync(root)

/** Changes when a file of the code does. */
export const codeHash = async ({ code }: Project): Promise<string | undefined> =>
  existsSync(code) ? fileTreeHash(code) : undefined

/** What MetaGPT writes for its customer besides the code. */
const DELIVERED = ['requirements.txt', 'docs', 'resources']

/**
 * Puts a copy of what was generated where it can be started: the code to the top of the workspace, the documents beside
 * it. A copy, because MetaGPT takes every file in its project that it has not committed itself for a change by its user,
 * and gives up over one that it never wrote.
 */
export async function publish({ root, code }: Project, workspace: string): Promise<void> {
  for (const name of await readdir(workspace)) {
    if (name !== PROJECTS) await rm(join(workspace, name), { recursive: true, force: true })
  }
  await cp(code, workspace, { recursive: true })
  for (const name of DELIVERED) {
    if (existsSync(join(workspace, name))) continue
    for (const path of await filesOf(root, name)) await cp(join(root, path), join(workspace, path))
  }
}

/** Of a file or directory, those with content: MetaGPT writes an empty requirements.txt where nothing is required. */
async function filesOf(root: string, name: string): Promise<string[]> {
  const found = await stat(join(root, name)).catch(() => undefined)
  if (found?.isDirectory()) return (await filesBelow(join(root, name))).map((path) => `${name}/${path}`)
  return found && found.size > 0 ? [name] : []
}
