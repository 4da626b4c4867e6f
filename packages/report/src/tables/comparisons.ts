import type { Comparison, MetricInResults, Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../document/table.ts'
import { formatDecimals } from '../format-number.ts'
import { describeReason, formatLevel } from '../words.ts'
import { intervalCell } from './estimate-cell.ts'

/** Effect sizes of every pair of frameworks, under each metric of a role. */
export function comparisons(results: Results, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'A' },
      { label: 'B' },
      { label: 'n (A, B)', align: 'right' },
      { label: `A12 [${formatLevel(results.confidence_level)} interval]`, align: 'right' },
      { label: "Cliff's delta", align: 'right' },
      { label: 'Size' },
    ],
    groups: results.metrics
      .filter((metric) => metric.role === role)
      .map(({ id, label }) => ({
        heading: label,
        rows: results.comparisons
          .filter(({ metric }) => metric === id)
          .map((comparison) => comparisonRow(comparison, notes)),
      })),
    notes: notes.notes,
  }
}

function comparisonRow(
  { a, b, n_a, n_b, a12, a12_ci, cliffs_delta, magnitude, reasons }: Comparison,
  notes: Footnotes,
): string[] {
  const none = (name: string): string => notes.none(describeReason(reasons[name]))
  return [
    a,
    b,
    `${n_a}, ${n_b}`,
    a12 === null ? none('a12') : `${EFFECT.format(a12)} ${intervalCell(a12_ci, EFFECT, notes)}`,
    cliffs_delta === null ? none('cliffs_delta') : EFFECT.format(cliffs_delta),
    magnitude ?? none('magnitude'),
  ]
}

const EFFECT = { format: (value: number): string => formatDecimals(value, 2) }
