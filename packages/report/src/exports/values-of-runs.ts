import type { MetricInResults, Results } from '@genai-devbench/schema'
import type { Dataset } from './dataset.ts'

/** The value of every run under one metric, in its unit. */
export function valuesOfRuns({ runs }: Results, { id }: MetricInResults): Dataset {
  return {
    columns: ['framework', 'run', 'outcome', id, 'reason_for_none'],
    rows: runs.map(({ framework, run, outcome, values, reasons }) => [
      framework,
      run,
      outcome,
      values[id] ?? null,
      reasons[id] ?? null,
    ]),
  }
}
