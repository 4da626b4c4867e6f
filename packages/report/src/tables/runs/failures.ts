import type { Results } from '@genai-devbench/schema'
import type { Table } from '../../document/table.ts'
import { OUTCOME, describeRuns } from '../../words.ts'

const REASON_LENGTH = 400

/** Every run that counts and did not complete, those of a framework together that ended alike. */
export function failures({ frameworks, runs }: Results): Table {
  return {
    columns: [
      { label: 'Runs', align: 'right' },
      { label: 'Outcome' },
      { label: 'Step id', align: 'right' },
      { label: 'Reason' },
      { label: 'Which' },
    ],
    groups: frameworks
      .map(({ id }) => ({ heading: id, rows: failureRows(runs.filter(({ framework }) => framework === id)) }))
      .filter(({ rows }) => rows.length > 0),
    notes: [],
  }
}

function failureRows(runs: Results['runs']): string[][] {
  const alike = new Map<string, { cells: string[]; runs: number[] }>()
  for (const { run, outcome, failure } of runs) {
    if (!failure) continue
    const cells = [OUTCOME[outcome], String(failure.step), shorten(failure.reason)]
    const key = JSON.stringify(cells)
    alike.set(key, { cells, runs: [...(alike.get(key)?.runs ?? []), run] })
  }
  return [...alike.values()].map(({ cells, runs: own }) => [String(own.length), ...cells, describeRuns(own)])
}

/** What was begun and does not count: attempts that were tried again, and runs that have no result. */
export function uncounted({ frameworks }: Results): Table {
  const rows = frameworks.flatMap(({ id, abandoned_attempts, unfinished_runs }) => [
    ...abandoned_attempts.map(({ run, attempt, reason }) => [
      id,
      String(run),
      `attempt ${attempt}`,
      shorten(reason),
    ]),
    ...unfinished_runs.map(({ run, reason }) => [id, String(run), 'no result yet', shorten(reason)]),
  ])
  return {
    columns: [
      { label: 'Framework' },
      { label: 'Run', align: 'right' },
      { label: 'What' },
      { label: 'Reason' },
    ],
    groups: [{ rows }],
    notes: [],
  }
}

/** The whole reason is in run.json. */
function shorten(reason: string): string {
  const line = reason.replaceAll(/\s+/g, ' ').trim()
  return line.length <= REASON_LENGTH ? line : `${line.slice(0, REASON_LENGTH)}…`
}
