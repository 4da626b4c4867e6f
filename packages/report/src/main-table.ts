import type { Results } from '@genai-devbench/schema'
import { isGrave } from './grave-notices.ts'
import { tableAsText, wrap } from './render/plain-text.ts'
import { metricSummaries } from './tables/metric-summaries.ts'

const WIDTH = 100

/** What the primary metrics say, as text for a terminal, below what a reader must know first. */
export function renderMainTable(results: Results): string {
  const notices = results.notices.map((notice) =>
    wrap(isGrave(notice) ? `!! ${notice.message} !!` : `! ${notice.message}`, WIDTH, '  '),
  )
  return [
    ...notices,
    ...(notices.length > 0 ? [''] : []),
    tableAsText(metricSummaries(results, 'primary')),
  ].join('\n')
}
