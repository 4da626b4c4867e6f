import type { MetricInResults, Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../document/table.ts'
import type { NumberFormat } from '../format-number.ts'

/** The value of every run under one metric: a row for each run number, a column for each framework. */
export function runValues(
  { frameworks, runs }: Results,
  { id }: MetricInResults,
  { format }: NumberFormat,
): Table {
  const notes = new Footnotes()
  const numbers = [...new Set(runs.map(({ run }) => run))].toSorted((a, b) => a - b)
  const byKey = new Map(runs.map((run) => [`${run.framework}/${run.run}`, run]))
  const cell = (framework: string, number: number): string => {
    const run = byKey.get(`${framework}/${number}`)
    if (!run) return ''
    const value = run.values[id] ?? null
    const remarks = run.outcome === 'completed' ? [] : ['the run did not complete']
    if (value === null) return notes.none(run.reasons[id] ?? 'unknown', ...remarks)
    return `${format(value)}${notes.mark(...remarks)}`
  }
  return {
    columns: [
      { label: 'Run', align: 'right' },
      ...frameworks.map((framework) => ({ label: framework.id, align: 'right' as const })),
    ],
    groups: [
      {
        rows: numbers.map((number) => [
          String(number),
          ...frameworks.map((framework) => cell(framework.id, number)),
        ]),
      },
    ],
    notes: notes.notes,
  }
}
