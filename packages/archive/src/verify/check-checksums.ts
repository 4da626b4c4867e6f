import { posix } from 'node:path'
import { CHECKSUMS_FILE } from '../own-files.ts'
import type { Claims } from './claims.ts'
import type { Findings } from './findings.ts'
import type { Inventory, Thing } from './inventory.ts'

/** Compares everything that is there with what was archived. Without SHA256SUMS there is nothing to compare with. */
export function checkChecksums({ things, claims }: Inventory, findings: Findings): void {
  if (claims.checksums === undefined) return
  const archived = archivedThings(claims)
  const directories = directoriesOf(things.keys())
  for (const [path, thing] of archived) {
    const actual = things.get(path)
    if (thing.kind === 'file') findings.check(path)
    if (actual === undefined) {
      if (thing.kind !== 'empty directory' || !directories.has(path)) findings.add(path, 'missing')
    } else if (actual.kind !== thing.kind) {
      findings.add(path, 'changed', `was a ${thing.kind}, is a ${actual.kind}`)
    } else {
      const change = changeOf(thing, actual, claims)
      if (change !== undefined) findings.add(path, 'changed', change)
    }
  }
  const archivedDirectories = directoriesOf(archived.keys())
  for (const [path, { kind }] of things) {
    if (path === CHECKSUMS_FILE || archived.has(path)) continue
    // Of a directory that was emptied, what it held is named. Without the index only files are known.
    if (kind === 'empty directory' && archivedDirectories.has(path)) continue
    if (kind === 'file' || claims.index !== undefined)
      findings.add(path, 'extra', kind === 'file' ? undefined : kind)
  }
}

function archivedThings({ checksums = new Map(), index }: Claims): Map<string, Thing> {
  const archived = new Map<string, Thing>()
  const executables = new Set(index?.executables)
  for (const [path, sha256] of checksums)
    archived.set(path, { kind: 'file', sha256, executable: executables.has(path) })
  for (const [path, target] of Object.entries(index?.links ?? {}))
    archived.set(path, { kind: 'link', target })
  for (const path of index?.empty_directories ?? []) archived.set(path, { kind: 'empty directory' })
  return archived
}

/** undefined when nothing changed. */
function changeOf(before: Thing, after: Thing, { index }: Claims): string | undefined {
  if (before.kind === 'link' && after.kind === 'link')
    return before.target === after.target ? undefined : `led to ${before.target}, leads to ${after.target}`
  if (before.kind !== 'file' || after.kind !== 'file') return undefined
  if (before.sha256 !== after.sha256) return 'content'
  if (before.executable === after.executable || index === undefined) return undefined
  return after.executable ? 'was not executable, is now' : 'was executable, is no longer'
}

/** Every directory above one of the paths. */
function directoriesOf(paths: Iterable<string>): Set<string> {
  const directories = new Set<string>()
  for (const path of paths) {
    for (
      let above = posix.dirname(path);
      above !== '.' && !directories.has(above);
      above = posix.dirname(above)
    )
      directories.add(above)
  }
  return directories
}
