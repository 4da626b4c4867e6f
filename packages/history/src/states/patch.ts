import type { TreeEntry } from '@genai-devbench/schema'
import type { StructuredPatch } from 'diff'
import type { StateChange } from './compare-states.ts'

export interface LineChanges {
  /** In Git's form, which `git apply` takes. */
  patch: string
  /** Lines. */
  added: number
  removed: number
}

/** Further apart than so many lines, two texts have nothing to be told line by line. */
const MAX_EDITS = 20_000

/** A change line by line; undefined where it is none of text. */
export async function patchOf(change: StateChange): Promise<LineChanges | undefined> {
  const { path, before, after, text } = change
  if (text === null || !(isLines(before) || isLines(after))) return undefined
  const diff = await import('diff')
  const compared = diff.structuredPatch(`a/${path}`, `b/${path}`, text.before, text.after, '', '', {
    context: 3,
    maxEditLength: MAX_EDITS,
  })
  if (compared === undefined) return undefined
  const lines = compared.hunks.flatMap((hunk) => hunk.lines)
  return {
    patch: diff.formatPatch({ ...compared, ...gitFields(before, after) }),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  }
}

const isLines = (entry: TreeEntry | undefined): boolean => entry !== undefined && entry.kind !== 'directory'

function gitFields(before: TreeEntry | undefined, after: TreeEntry | undefined): Partial<StructuredPatch> {
  const [oldMode, newMode] = [gitMode(before), gitMode(after)]
  if (oldMode === undefined)
    return { isGit: true, isCreate: true, newMode: newMode!, oldFileName: '/dev/null' }
  if (newMode === undefined) return { isGit: true, isDelete: true, oldMode, newFileName: '/dev/null' }
  return oldMode === newMode ? { isGit: true } : { isGit: true, oldMode, newMode }
}

/** Git knows files, those that can be run, and links. */
function gitMode(entry: TreeEntry | undefined): string | undefined {
  if (entry?.kind === 'link') return '120000'
  return entry?.kind === 'file' ? ((entry.mode & 0o100) === 0 ? '100644' : '100755') : undefined
}
