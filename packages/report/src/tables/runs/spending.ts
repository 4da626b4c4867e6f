import type { Results, Spending, Usage } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import { formatCount, formatUsd } from '../../format-number.ts'

const PARTS = [
  ['counted', 'runs that count'],
  ['abandoned', 'attempts that do not count'],
  ['unfinished', 'unfinished runs'],
  ['all', 'all'],
] as const satisfies [keyof Spending, string][]

/** Everything the experiment spent: the sums over all lines of every llm_calls.jsonl. */
export function spending({ frameworks, totals }: Results): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Spent by' },
      { label: 'Calls', align: 'right' },
      { label: 'of these failed', align: 'right' },
      { label: 'Input tokens', align: 'right' },
      { label: 'Output tokens', align: 'right' },
      { label: 'Cost (USD)', align: 'right' },
    ],
    groups: [
      ...frameworks.map((framework) => ({
        heading: framework.id,
        rows: spendingRows(framework.spending, notes),
      })),
      { heading: 'All frameworks', rows: spendingRows(totals, notes) },
    ],
    notes: notes.notes,
  }
}

/** Parts in which nothing was called are left out, and the parts of which one is all. */
function spendingRows(parts: Spending, notes: Footnotes): string[][] {
  const used = PARTS.filter(([part]) => part !== 'all' && parts[part].calls > 0)
  const shown = used.length === 1 ? used : PARTS.filter(([part]) => part === 'all' || parts[part].calls > 0)
  return shown.map(([part, label]) => [label, ...usageCells(parts[part], notes)])
}

function usageCells(
  {
    calls,
    failed_calls,
    estimated_calls,
    input_tokens,
    output_tokens,
    tokens_reason,
    cost_picousd,
    cost_reason,
  }: Usage,
  notes: Footnotes,
): string[] {
  const estimated = estimated_calls === 0 ? '' : notes.mark(ESTIMATED)
  const tokens = (value: number | null): string =>
    value === null ? notes.none(tokens_reason ?? 'unknown') : formatCount(value) + estimated
  const cost =
    cost_picousd === null ? notes.none(cost_reason ?? 'unknown') : formatUsd(cost_picousd / 1e12) + estimated
  return [formatCount(calls), formatCount(failed_calls), tokens(input_tokens), tokens(output_tokens), cost]
}

const ESTIMATED = 'partly estimated: the provider did not report the usage of every call'
