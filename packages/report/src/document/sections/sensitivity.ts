import type { Results } from '@genai-devbench/schema'
import { comparisons } from '../../tables/comparisons/comparisons.ts'
import { metricSummaries } from '../../tables/metric-summaries.ts'
import { table, text } from '../blocks.ts'
import type { Section } from '../report-document.ts'

const SECTION = { id: 'per-protocol', title: 'Sensitivity: completed runs only' }

/** What the completed runs alone say, beside the main part, in which all runs that count are. */
export function perProtocolSection(results: Results): Section[] {
  const { per_protocol, metrics, comparisons: all } = results
  if (per_protocol === undefined) return []
  const measured = metrics.filter(({ id, role }) => role === 'primary' && id !== 'success')
  if (measured.length === 0) return []
  if (Object.values(per_protocol.runs).every((runs) => runs === 0))
    return [{ ...SECTION, blocks: [text('No run completed: there is nothing to set beside the main part.')] }]
  const part = { ...results, ...per_protocol, metrics: measured }
  const counts = Object.entries(per_protocol.runs).map(([id, runs]) => `${id} ${runs}`)
  return [
    {
      ...SECTION,
      blocks: [
        text(
          `The same figures over the runs that completed (${counts.join(', ')}), per protocol. Not the main result: which runs complete is itself an outcome of the framework, so that these runs are no random part of all. Where this part and the main one disagree, the main one rests on the runs that did not complete.`,
        ),
        table('Completed runs only, primary metrics', metricSummaries(part, 'primary')),
        ...(all.length === 0
          ? []
          : [table('Completed runs only, pairwise comparisons', comparisons(part, 'primary'))]),
      ],
    },
  ]
}
