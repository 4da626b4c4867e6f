import { type FrameworkResult, METRICS, type Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import { numberFormat } from '../../format-number.ts'
import { formatLevel } from '../../words.ts'
import { estimateCell } from '../estimate-cell.ts'

/** How the runs of each framework ended. */
export function outcomes(results: Results): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Framework' },
      { label: 'Runs', align: 'right' },
      { label: 'Completed', align: 'right' },
      { label: 'Failed', align: 'right' },
      { label: 'Timed out', align: 'right' },
      { label: 'Over budget', align: 'right' },
      { label: `Success rate [${formatLevel(results.confidence_level)} interval]`, align: 'right' },
      { label: 'Attempts not counted', align: 'right' },
      { label: 'Unfinished', align: 'right' },
    ],
    groups: [{ rows: results.frameworks.map((framework) => outcomeRow(results, framework, notes)) }],
    notes: notes.notes,
  }
}

function outcomeRow(
  { summary }: Results,
  { id, runs, outcomes: counts, abandoned_attempts, unfinished_runs }: FrameworkResult,
  notes: Footnotes,
): string[] {
  const success = summary[id]?.success
  const rate = success ? estimateCell(success, numberFormat(METRICS.success, []), notes) : ''
  const { completed = 0, failed = 0, timed_out = 0, budget_exceeded = 0 } = counts
  const numbers = [runs, completed, failed, timed_out, budget_exceeded]
  return [id, ...numbers.map(String), rate, String(abandoned_attempts.length), String(unfinished_runs.length)]
}
