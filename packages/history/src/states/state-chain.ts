import type { FileEntry, TreeEntry, WorkspaceState } from '@genai-devbench/schema'

/** Where a content lies. */
export interface HeldContent {
  state: WorkspaceState
  /** As a file of the state. */
  path: string
  /** Among all that is in the archive of the state, from 0. */
  place: number
}

/** A state put together from all that it builds on. */
export interface WholeState {
  state: WorkspaceState
  entries: TreeEntry[]
  /** By sha256, of the contents of its files. */
  contents: ReadonlyMap<string, HeldContent>
}

/** Puts a state together. undefined where one that it builds on is missing. */
export function wholeState(states: readonly WorkspaceState[], state: WorkspaceState): WholeState | undefined {
  const base = state.base === null ? undefined : states.find(({ step }) => step === state.base)
  const before = base && wholeState(states, base)
  if (state.base !== null && !before) return undefined
  const gone = new Set([...state.removed, ...state.entries.map(({ path }) => path)])
  const kept = (before?.entries ?? []).filter(({ path }) => !gone.has(path))
  // A directory before what is in it.
  const entries = [...kept, ...state.entries].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const archived = archivedPaths(state, before)
  const places = new Map(archived.map((path, place) => [path, place]))
  const added = [...newContents(state.entries, before)].map(([sha256, path]): [string, HeldContent] => [
    sha256,
    { state, path, place: places.get(path)! },
  ])
  return { state, entries, contents: new Map([...(before?.contents ?? []), ...added]) }
}

/** What is put into the archive of a state, in this order. */
export function archivedPaths(
  { mode, entries }: Pick<WorkspaceState, 'mode' | 'entries'>,
  before: WholeState | undefined,
): string[] {
  return mode === 'diff' ? [...newContents(entries, before).values()] : entries.map(({ path }) => path)
}

/** Of the contents that are not held yet, by sha256, a file that has it: each content is kept once. */
function newContents(entries: readonly TreeEntry[], before: WholeState | undefined): Map<string, string> {
  const found = new Map<string, string>()
  for (const { sha256, path } of entries.filter((entry): entry is FileEntry => entry.kind === 'file'))
    if (!before?.contents.has(sha256) && !found.has(sha256)) found.set(sha256, path)
  return found
}
