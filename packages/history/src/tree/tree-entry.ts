import { createHash } from 'node:crypto'
import { type Stats, createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Turns } from '@genai-devbench/files'
import { runPool } from '../run-pool.ts'
import type { TreeEntry } from '@genai-devbench/schema'
import { type Found, linkTarget, walkTree } from './walk-tree.ts'
import { join } from 'node:path'

/** File operations that the system runs beside each other anyway. */
export const AT_ONCE = 4

/** Files up to this size are read and copied at once, larger ones in the background. */
export const SMALL_BYTES = 64 * 1024

/** What is below a directory, contents as sha256; sorted as `walkTree` does. */
export async function listTree(root: string): Promise<TreeEntry[]> {
  const found = await walkTree(root)
  const entries = new Map<string, TreeEntry>()
  const turns = new Turns()
  await runPool(found, AT_ONCE, undefined, async (one) => {
    entries.set(one.path, await entryOf(root, one))
    await turns.pass()
  })
  return found.flatMap(({ path }) => entries.get(path) ?? [])
}

export async function entryOf(root: string, { path, stats }: Found): Promise<TreeEntry> {
  if (stats.isSymbolicLink()) return { kind: 'link', path, target: linkTarget(root, path) }
  const mode = stats.mode & 0o7777
  return stats.isDirectory()
    ? { kind: 'directory', path, mode }
    : { kind: 'file', path, mode, size: stats.size, sha256: await fileSha256(join(root, path), stats) }
}

export async function fileSha256(path: string, { size }: Pick<Stats, 'size'>): Promise<string> {
  const hash = createHash('sha256')
  if (size <= SMALL_BYTES) hash.update(readFileSync(path))
  else await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
