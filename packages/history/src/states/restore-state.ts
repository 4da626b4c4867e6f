import { closeSync, openSync, writeSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory } from '@genai-devbench/files'
import { type FileEntry, UserError } from '@genai-devbench/schema'
import type { Sink } from './archive.ts'
import { readContents } from './read-contents.ts'
import type { WholeState } from './state-chain.ts'

/** Writes a state into a directory that is made, or is there and empty: UserError when it is not. */
export async function restoreState(history: string, whole: WholeState, to: string): Promise<void> {
  await makeEmpty(to)
  const at = (path: string): string => join(to, path)
  const { entries } = whole
  const directories = entries.filter((entry) => entry.kind === 'directory')
  for (const { path } of directories) await mkdir(at(path))
  const files = entries.filter((entry): entry is FileEntry => entry.kind === 'file')
  const places = grouped(files)
  await readContents(
    history,
    whole,
    new Map([...places].map(([sha256, [first]]): [string, Sink] => [sha256, new FileSink(at(first!.path))])),
  )
  for (const [first, ...others] of places.values())
    for (const { path } of others) await copyFile(at(first!.path), at(path))
  for (const entry of entries) if (entry.kind === 'link') await symlink(entry.target, at(entry.path))
  // The innermost first: a directory may be read-only.
  for (const { path, mode } of [...files, ...directories.toReversed()]) await chmod(at(path), mode)
}

/** By content. */
function grouped(files: readonly FileEntry[]): Map<string, FileEntry[]> {
  const groups = new Map<string, FileEntry[]>()
  for (const file of files) {
    const group = groups.get(file.sha256) ?? []
    group.push(file)
    groups.set(file.sha256, group)
  }
  return groups
}

async function makeEmpty(dir: string): Promise<void> {
  await makeDirectory(dir)
  if ((await readdir(dir)).length > 0)
    throw new UserError('not_empty', `${dir} is not empty.`, {
      hint: 'Name a directory that does not exist yet.',
    })
}

/** Opens its file with the first bytes: a tree may have more files than a process may have open. */
class FileSink implements Sink {
  readonly #path: string
  #descriptor: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  write(chunk: Uint8Array): void {
    this.#descriptor ??= openSync(this.#path, 'wx')
    for (let written = 0; written < chunk.length;) written += writeSync(this.#descriptor, chunk, written)
  }

  end(): void {
    closeSync(this.#descriptor ?? openSync(this.#path, 'wx'))
  }
}
