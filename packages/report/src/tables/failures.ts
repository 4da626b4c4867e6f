import type { Results } from '@genai-devbench/schema'
import type { Table } from '../document/table.ts'
import { OUTCOME } from '../words.ts'

const REASON_LENGTH = 400

/** Every run that counts and did not complete. */
export function failures({ runs }: Results): Table {
  const rows = runs.flatMap(({ framework, run, outcome, failure }) =>
    failure
      ? [[framework, String(run), OUTCOME[outcome], String(failure.step), shorten(failure.reason)]]
      : [],
  )
  return {
    columns: [
      { label: 'Framework' },
      { label: 'Run', align: 'right' },
      { label: 'Outcome' },
      { label: 'Step id', align: 'right' },
      { label: 'Reason' },
    ],
    groups: [{ rows }],
    notes: [],
  }
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
