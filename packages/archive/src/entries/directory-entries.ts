import { createReadStream, readFileSync } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import { experimentPaths, isLockFile } from '@genai-devbench/store'
import type { Entry } from './entry.ts'

const { meta: META } = experimentPaths('')

/**
 * Everything below a directory, each directory before what it holds and names sorted by code unit: the same order on
 * every machine. The content of a file must be read, or left, before the next entry is asked for.
 */
export async function* directoryEntries(root: string, inner = ''): AsyncGenerator<Entry, void> {
  for (const name of (await readdir(join(root, inner))).toSorted()) {
    const path = inner === '' ? name : `${inner}/${name}`
    if (inner === META && isLockFile(name)) continue
    const entry = await entryAt(root, path)
    yield entry
    if (entry.kind === 'directory') yield* directoryEntries(root, path)
  }
}

async function entryAt(root: string, path: string): Promise<Entry> {
  const absolute = join(root, path)
  const stat = await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    // What is no UTF-8 in a name was replaced in reading it.
    throw error.code === 'ENOENT' && path.includes('\uFFFD') ? unreadableName(absolute) : error
  })
  if (stat.isDirectory()) return { kind: 'directory', path }
  if (stat.isSymbolicLink()) return { kind: 'link', path, target: await readlink(absolute) }
  if (!stat.isFile()) return { kind: 'special', path }
  const { size, mode } = stat
  return { kind: 'file', path, size, executable: (mode & 0o100) !== 0, content: contentOf(absolute, size) }
}

// Most files are small: opened, read and closed in one go they take a tenth of the time.
const SMALL_BYTES = 1 << 20

/** As many bytes as the file had when it was looked at, whatever is appended meanwhile. */
async function* contentOf(path: string, size: number): AsyncGenerator<Uint8Array, void> {
  let read = 0
  const chunks =
    size <= SMALL_BYTES ? [readFileSync(path).subarray(0, size)] : createReadStream(path, { end: size - 1 })
  for await (const chunk of chunks as Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    read += chunk.length
    yield chunk
  }
  if (read < size) {
    throw new UserError('changed_while_read', `${path} became shorter while it was read.`, {
      hint: 'Something still writes into the experiment: end it, then call the command again.',
    })
  }
}

const unreadableName = (path: string): UserError =>
  new UserError('unreadable_name', `The name of ${path} is not UTF-8 text.`, { hint: 'Rename it.' })
