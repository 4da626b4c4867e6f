import type { Results } from '@genai-devbench/schema'
import type { Table } from '../document/table.ts'
import { describeEstimate } from '../words.ts'
import { summariesOf } from './metric-summaries.ts'

/** What each metric is and how it is summarised. */
export function metricDefinitions(results: Results): Table {
  const rows = results.metrics.map((metric) => {
    const first = summariesOf(results, metric)[0]
    return [metric.label, metric.role, first ? describeEstimate(first.summary) : '', metric.definition]
  })
  return {
    columns: [{ label: 'Metric' }, { label: 'Role' }, { label: 'Estimate' }, { label: 'Definition' }],
    groups: [{ rows }],
    notes: [],
  }
}
