import type { Results } from '@genai-devbench/schema'
import { detectableTable, precisionTable } from '../../tables/comparisons/power.ts'
import { heading, isEmpty, table, text } from '../blocks.ts'
import type { Section } from '../report-document.ts'

const HOW_TO_READ =
  'The smallest effect that a test with so many runs of this spread finds in four of five experiments, tested alone, and as the first of its family by Holm. It follows from n and spread, not from the effect that was observed: power for that would only say the p-value again.'

/** What the runs could show, whatever they showed. */
export function powerSection(results: Results): Section {
  const detectable = detectableTable(results)
  return {
    id: 'power',
    title: 'Precision and power',
    blocks: [
      text(
        'Half the width of the interval of each estimate: of geometric means and means relative to the estimate, of proportions in percentage points.',
      ),
      table('Precision', precisionTable(results)),
      ...(isEmpty(detectable)
        ? []
        : [heading('Detectable effects'), text(HOW_TO_READ), table('Detectable effects', detectable)]),
    ],
  }
}
