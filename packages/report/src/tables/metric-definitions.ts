import type { Results } from '@genai-devbench/schema'
import type { Table } from '../document/table.ts'
import { describeEstimate } from '../words.ts'
import { summariesOf } from './metric-summaries.ts'

/** What each metric is, in which unit, which values are preferred, and how it is summarised. */
export function metricDefinitions(results: Results): Table {
  const rows = results.metrics.map((metric) => {
    const first = summariesOf(results, metric)[0]
    const { label, role, unit, direction, definition } = metric
    const preferred = direction === 'none' ? 'neither' : direction
    return [label, role, unit, preferred, first ? describeEstimate(first.summary) : '', definition]
  })
  return {
    columns: ['Metric', 'Role', 'Unit', 'Preferred', 'Estimate', 'Definition'].map((label) => ({ label })),
    groups: [{ rows }],
    notes: [],
  }
}
