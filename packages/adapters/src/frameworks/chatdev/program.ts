import { cp, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sha256 } from '@genai-devbench/files'

/** The name ChatDev is given for every program. */
export const PROGRAM_NAME = 'program'

/** What ChatDev writes about its own work into a program's directory; `base` is a copy of what it was to work on. */
const RECORDS = new Set([
  'base',
  'ChatChainConfig.json',
  'PhaseConfig.json',
  'RoleConfig.json',
  'meta.txt',
  `${PROGRAM_NAME}.prompt`,
])
/** Written in every step, whatever became of the code. */
const DOCUMENTS = new Set(['manual.md', 'requirements.txt'])

/** Why ChatDev cannot work on what is in the workspace; undefined when it can. */
export async function unsupportedState(workspace: string): Promise<string | undefined> {
  const python = (await filesBelow(workspace)).filter((path) => path.endsWith('.py'))
  const nested = python.filter((path) => path.includes('/'))
  if (nested.length > 0)
    return `ChatDev 1 cannot go on from a project with Python files in subdirectories (${nested.slice(0, 3).join(', ')}): its incremental mode opens every one of them at the top level`
  if (python.length === 0)
    return 'ChatDev 1 cannot go on from a project without a Python file at its top level: its incremental mode reads nothing else'
  return undefined
}

/** Hashes of the files of code at the top level, by name. */
export async function codeOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && isProduct(entry.name) && !DOCUMENTS.has(entry.name),
  )
  return new Map(
    await Promise.all(
      files.map(async ({ name }) => [name, sha256(await readFile(join(directory, name)))] as const),
    ),
  )
}

/** Lays a program over the workspace. */
export async function takeOver(program: string, workspace: string): Promise<void> {
  for (const entry of await readdir(program, { withFileTypes: true })) {
    if (!isProduct(entry.name)) continue
    const target = join(workspace, entry.name)
    if (!entry.isDirectory()) await rm(target, { recursive: true, force: true })
    await cp(join(program, entry.name), target, { recursive: true })
  }
}

const isProduct = (name: string): boolean => !RECORDS.has(name) && !name.endsWith('.log')
