import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The text of each file, by its path in the project. */
export type Files = Readonly<Record<string, string>>

/** A project on disk until it is disposed of. */
export async function writeProject(files: Files) {
  const directory = await mkdtemp(join(tmpdir(), 'devbench-quality-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) }
}
