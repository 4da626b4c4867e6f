import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { runPool } from '@genai-devbench/files'
import type { TreeEntry } from '@genai-devbench/schema'
import { type Found, linkTarget, walkTree } from './walk-tree.ts'
import { join } from 'node:path'

/** File operations that the system runs beside each other anyway. */
export const AT_ONCE = 4

/** What is below a directory, contents as sha256; sorted as `walkTree` does. */
export async function listTree(root: string): Promise<TreeEntry[]> {
  const found = await walkTree(root)
  const entries = new Map<string, TreeEntry>()
  await runPool(found, AT_ONCE, undefined, async (one) => {
    entries.set(one.path, await entryOf(root, one))
  })
  return found.flatMap(({ path }) => entries.get(path) ?? [])
}

export async function entryOf(root: string, { path, stats }: Found): Promise<TreeEntry> {
  if (stats.isSymbolicLink()) return { kind: 'link', path, target: await linkTarget(root, path) }
  const mode = stats.mode & 0o7777
  return stats.isDirectory()
    ? { kind: 'directory', path, mode }
    : { kind: 'file', path, mode, size: stats.size, sha256: await fileSha256(join(root, path)) }
}

export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
