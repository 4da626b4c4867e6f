import {
  type Stats,
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Turns } from '@genai-devbench/files'
import { runPool } from '../run-pool.ts'
import type { TreeEntry } from '@genai-devbench/schema'
import { AT_ONCE, SMALL_BYTES, entryOf, fileSha256 } from './tree-entry.ts'
import { linkTarget, walkTree } from './walk-tree.ts'

/** A copy made before, which nobody writes to. */
export interface EarlierCopy {
  root: string
  entries: readonly TreeEntry[]
}

/**
 * Copies a directory into one that does not exist yet, with modes, times and links, and says what is in the copy. Files share
 * their blocks with the originals where the file system can (FICLONE). One that is as in `earlier` is a hard link to
 * that: never to the original, which a program may go on writing to.
 */
export async function copyTree(from: string, to: string, earlier?: EarlierCopy): Promise<TreeEntry[]> {
  const found = await walkTree(from)
  const known = new Map(earlier?.entries.map((entry) => [entry.path, entry]))
  const copied = new Map<string, TreeEntry>()
  const turns = new Turns()
  mkdirSync(to, { recursive: true })
  const directories = found.filter(({ stats }) => stats.isDirectory())
  for (const { path } of directories) mkdirSync(join(to, path))
  await runPool(
    found.filter(({ stats }) => !stats.isDirectory()),
    AT_ONCE,
    undefined,
    async (one) => {
      const [original, copy] = [join(from, one.path), join(to, one.path)]
      if (one.stats.isSymbolicLink()) {
        symlinkSync(linkTarget(from, one.path), copy)
      } else {
        const before = earlier && join(earlier.root, one.path)
        const same = before && (await isAsBefore(original, one.stats, before, known.get(one.path)))
        if (same && isLinked(before, copy)) {
          copied.set(one.path, same)
          return turns.pass()
        }
        if (one.stats.size <= SMALL_BYTES) copyFileSync(original, copy, constants.COPYFILE_FICLONE)
        else await copyFile(original, copy, constants.COPYFILE_FICLONE)
        utimesSync(copy, one.stats.atime, one.stats.mtime)
      }
      copied.set(one.path, await entryOf(to, { path: one.path, stats: lstatSync(copy) }))
      await turns.pass()
    },
  )
  // Last, and the innermost first: a directory may be read-only, and its time changes with what is put into it.
  for (const { path, stats } of directories.toReversed()) {
    chmodSync(join(to, path), stats.mode & 0o7777)
    utimesSync(join(to, path), stats.atime, stats.mtime)
    copied.set(path, await entryOf(to, { path, stats }))
  }
  return found.flatMap(({ path }) => copied.get(path) ?? [])
}

async function isAsBefore(
  original: string,
  stats: Stats,
  before: string,
  known: TreeEntry | undefined,
): Promise<TreeEntry | undefined> {
  const { mode, size, mtime } = stats
  if (known?.kind !== 'file' || known.size !== size || known.mode !== (mode & 0o7777)) return undefined
  // To the millisecond: more is not kept by every copy. The content decides.
  const isSameTime = lstatSync(before).mtime.getTime() === mtime.getTime()
  return isSameTime && (await fileSha256(original, stats)) === known.sha256 ? known : undefined
}

/** Some file systems have no hard links, and all have a most. */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch {
    return false
  }
}
