import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { sha256 } from '@genai-devbench/files'
import { EmptyDirectories } from '../entries/empty-directories.ts'
import type { Entry } from '../entries/entry.ts'
import { hashing } from '../hashing.ts'
import { Claims, readClaims } from './claims.ts'

/** One thing that is there. */
export type Thing =
  | { kind: 'file'; sha256: string; executable: boolean }
  | { kind: 'link'; target: string }
  | { kind: 'empty directory' }
  | { kind: 'special file' }

/** What is there, and what it says of itself. */
export interface Inventory {
  /** By path. Directories that hold something show in the paths of what they hold. */
  things: Map<string, Thing>
  claims: Claims
}

/** Reads everything once; holds no content but what files say about others. */
export async function takeInventory(entries: AsyncIterable<Entry>): Promise<Inventory> {
  const things = new Map<string, Thing>()
  const claims = new Claims()
  const empty = new EmptyDirectories()
  for await (const entry of entries) {
    empty.note(entry.path, entry.kind === 'directory')
    if (entry.kind !== 'directory') things.set(entry.path, await thingOf(entry, claims))
  }
  for (const path of empty.paths) things.set(path, { kind: 'empty directory' })
  return { things, claims }
}

async function thingOf(entry: Exclude<Entry, { kind: 'directory' }>, claims: Claims): Promise<Thing> {
  switch (entry.kind) {
    case 'link':
      return { kind: 'link', target: entry.target }
    case 'special':
      return { kind: 'special file' }
    case 'file': {
      const hash = createHash('sha256')
      await readClaims(claims, entry.path, hashing(entry.content, hash))
      return { kind: 'file', sha256: hash.digest('hex'), executable: entry.executable }
    }
  }
}

/** sha256 of what is read at a path, through links; of a link that leads to no file inside, of its target's name. */
export function contentHash(things: Inventory['things'], path: string, depth = 0): string | undefined {
  const thing = things.get(path)
  if (thing?.kind === 'file') return thing.sha256
  if (thing?.kind !== 'link') return undefined
  const target = posix.join(posix.dirname(path), thing.target)
  const reached =
    posix.isAbsolute(thing.target) || depth > 40 ? undefined : contentHash(things, target, depth + 1)
  return reached ?? sha256(thing.target)
}
