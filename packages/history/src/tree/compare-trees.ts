import { isDeepStrictEqual } from 'node:util'
import type { TreeEntry } from '@genai-devbench/schema'

export interface TreeChange {
  path: string
  /** undefined where it is not there. */
  before: TreeEntry | undefined
  after: TreeEntry | undefined
}

/** What is added, changed or gone, sorted by path. */
export function compareTrees(before: readonly TreeEntry[], after: readonly TreeEntry[]): TreeChange[] {
  const [earlier, later] = [before, after].map(
    (entries) => new Map(entries.map((entry) => [entry.path, entry])),
  )
  return [...new Set([...earlier!.keys(), ...later!.keys()])]
    .toSorted()
    .map((path) => ({ path, before: earlier!.get(path), after: later!.get(path) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after))
}

export const areSameTrees = (before: readonly TreeEntry[], after: readonly TreeEntry[]): boolean =>
  compareTrees(before, after).length === 0
