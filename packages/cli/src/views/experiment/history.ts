import { lstat, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  type LineChanges,
  type StateChange,
  compareTrees,
  statePaths,
  wholeState,
} from '@genai-devbench/history'
import type { TreeEntry, WorkspaceState } from '@genai-devbench/schema'
import type { FoundRun } from '@genai-devbench/store'
import type { StepRange } from '../../program/option-values.ts'
import { formatBytes } from '../text/amounts.ts'
import { type Column, renderColumns } from '../text/columns.ts'

const COLUMNS: readonly Column[] = [
  { label: 'step', align: 'right' },
  { label: 'name' },
  { label: 'outcome' },
  { label: 'files', align: 'right' },
  { label: 'size', align: 'right' },
  { label: 'on disk', align: 'right' },
  { label: 'against the step before' },
]

/** The states: what each holds, what it takes on disk and what is new in it. */
export async function renderStates(
  { framework, run, paths }: FoundRun,
  states: readonly WorkspaceState[],
): Promise<string> {
  const rows: string[][] = []
  for (const [index, state] of states.entries()) {
    const { step, name, outcome, files, bytes } = state
    const onDisk = await sizeOnDisk(statePaths(paths.history, step).root)
    const change = index === 0 ? '' : changedFiles(states, states[index - 1]!, state)
    rows.push([`${step}`, name, outcome, `${files}`, formatBytes(bytes), formatBytes(onDisk), change])
  }
  const modes = [...new Set(states.map(({ mode }) => mode))].join(', ')
  return `${framework}, run ${run}: the workspace after each step (mode ${modes}), in ${relative(process.cwd(), paths.history)}\n${renderColumns(COLUMNS, rows)}\n`
}

function changedFiles(
  states: readonly WorkspaceState[],
  earlier: WorkspaceState,
  later: WorkspaceState,
): string {
  const [before, after] = [wholeState(states, earlier), wholeState(states, later)]
  if (!before || !after) return 'damaged'
  const changes = compareTrees(before.entries, after.entries).filter((change) => !isDirectory(change))
  const counts = (['added', 'changed', 'removed'] as const).flatMap((what) => {
    const count = changes.filter((change) => whatHappened(change) === what).length
    return count === 0 ? [] : [`${count} ${what}`]
  })
  return counts.join(', ') || 'nothing'
}

/** As `du` counts: whole blocks, directories too. */
async function sizeOnDisk(path: string): Promise<number> {
  const stats = await lstat(path)
  if (!stats.isDirectory()) return stats.blocks * 512
  const inner = await Promise.all((await readdir(path)).map((name) => sizeOnDisk(join(path, name))))
  return inner.reduce((sum, size) => sum + size, stats.blocks * 512)
}

interface LineByLine {
  change: StateChange
  /** undefined where it is no change of text. */
  lines: LineChanges | undefined
}

/** A line for each change, then the texts line by line. */
export function renderChanges({ from, to }: StepRange, changes: readonly LineByLine[]): string {
  if (changes.length === 0) return `Nothing changed from step ${from} to step ${to}.\n`
  const list = changes.map(({ change, lines }) =>
    `  ${whatHappened(change).padEnd(7)}  ${printable(change)}  ${details(change, lines)}`.trimEnd(),
  )
  const patches = changes.flatMap(({ lines }) => (lines === undefined ? [] : [`\n${lines.patch}`]))
  return `From step ${from} to step ${to}:\n${list.join('\n')}\n${patches.join('')}`
}

const whatHappened = ({ before, after }: Pick<StateChange, 'before' | 'after'>) =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'

const isDirectory = ({ before, after }: Pick<StateChange, 'before' | 'after'>): boolean =>
  [before, after].every((entry) => entry === undefined || entry.kind === 'directory')

/** A path may hold line ends and what moves a terminal's cursor. */
function printable({ path, before, after }: StateChange): string {
  const text = /[\p{Cc}"\\]/u.test(path) ? JSON.stringify(path) : path
  return isDirectory({ before, after }) ? `${text}/` : text
}

function details({ before, after }: StateChange, lines: LineChanges | undefined): string {
  const parts = [
    ...(before && after ? transitions(before, after) : [kindOf(after ?? before)]),
    lines === undefined ? sizes(before, after) : lineCounts(lines),
  ]
  return parts.filter(Boolean).join(', ')
}

function transitions(before: TreeEntry, after: TreeEntry): string[] {
  const kinds = before.kind === after.kind ? [] : [`${before.kind} -> ${after.kind}`]
  const [earlier, later] = [modeOf(before), modeOf(after)]
  return earlier === undefined || later === undefined || earlier === later
    ? kinds
    : [...kinds, `mode ${earlier} -> ${later}`]
}

/** Of what is not shown line by line. */
function sizes(before: TreeEntry | undefined, after: TreeEntry | undefined): string {
  const shown = [before, after].flatMap((entry) => (entry?.kind === 'file' ? [formatBytes(entry.size)] : []))
  return shown.length === 0 ? '' : `no text: ${shown.join(' -> ')}`
}

const kindOf = (entry: TreeEntry | undefined): string => (entry?.kind === 'link' ? 'link' : '')

const modeOf = (entry: TreeEntry): string | undefined =>
  entry.kind === 'link' ? undefined : entry.mode.toString(8)

const lineCounts = ({ added, removed }: LineChanges): string =>
  [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`-${removed}`] : [])].join(' ')
