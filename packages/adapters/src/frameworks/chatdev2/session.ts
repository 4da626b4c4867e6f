import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { StepContext } from '../../contract.ts'
import { type Contents, contentsOf, isByProduct } from '../../file-contents.ts'

export interface Session {
  /** ChatDev's working directory, the same for all steps of a run. */
  root: string
  /** A name with `session_` in it is taken for the directory's as it is; any other gets the time behind it. */
  name: string
  /** Where its agents read and write files. */
  code: string
}

/**
 * An empty project of uv. In ChatDev's own directory, too, a project lies above the programs it makes, and takes the
 * packages that they are given. Without one here, it would be whatever project the experiment happens to lie in.
 */
const PROJECT = `[project]
name = "programs"
version = "0"
requires-python = ">=3.12,<3.13"
dependencies = []
`

/** Gives ChatDev a session whose agents find the workspace's files. */
export async function openSession({ scratch, step, workspace }: StepContext): Promise<Session> {
  const root = join(scratch, 'chatdev2')
  const name = `session_step_${step.executionIndex}`
  const directory = join(root, 'WareHouse', name)
  await rm(directory, { recursive: true, force: true })
  const code = join(directory, 'code_workspace')
  await mkdir(directory, { recursive: true })
  if (step.executionIndex === 1) await writeFile(join(root, 'pyproject.toml'), PROJECT)
  await cp(workspace, code, { recursive: true, verbatimSymlinks: true })
  return { root, name, code }
}

/** A directory that ChatDev makes in every session, for files that a user or a model attaches. */
const ATTACHMENTS = 'attachments'

/** Makes the workspace what the session left. */
export async function takeOver({ code }: Session, workspace: string): Promise<void> {
  const before = await readdir(workspace)
  for (const name of before) await rm(join(workspace, name), { recursive: true, force: true })
  for (const name of await readdir(code)) {
    if (name === ATTACHMENTS && !before.includes(name)) continue
    await cp(join(code, name), join(workspace, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !isByProduct(basename(path)),
    })
  }
}

/** Written about the code, or by a tool or a program that was run, whatever became of the code. */
const NOT_CODE = /^(manual\.md|pyproject\.toml|uv\.lock)$|\.(db|sqlite3?|log)$/i

export const codeOf = (workspace: string): Promise<Contents> =>
  contentsOf(workspace, (path) => !isByProduct(path) && !NOT_CODE.test(path))
