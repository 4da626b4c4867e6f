import type { Results } from '@genai-devbench/schema'
import { GUIDELINES, reportingChecklist } from '../../narrative/checklist.ts'
import { methodsParagraphs } from '../../narrative/methods.ts'
import { threatsTo } from '../../narrative/threats.ts'
import { metricDefinitions } from '../../tables/metric-definitions.ts'
import { heading, table, text } from '../blocks.ts'
import type { Section } from '../report-document.ts'

export function methodSections(results: Results): Section[] {
  return [
    {
      id: 'methods',
      title: 'Methods',
      blocks: [
        ...methodsParagraphs(results)
          .filter((paragraph) => paragraph !== '')
          .map(text),
        heading('Metrics'),
        text(
          'Preferred are the values that who pays, waits and uses the product would rather have; it is declared with the metric, and no test or verdict depends on it.',
        ),
        table('Metrics', metricDefinitions(results)),
      ],
    },
    {
      id: 'threats',
      title: 'Threats to validity',
      blocks: [
        text('As far as the records show them; the list is no judgement of how grave each is.'),
        table('Threats to validity', {
          columns: [{ label: 'Validity' }, { label: 'Threat' }],
          groups: [{ rows: threatsTo(results).map(({ validity, text: threat }) => [validity, threat]) }],
          notes: [],
        }),
      ],
    },
    {
      id: 'checklist',
      title: 'Reporting checklist',
      blocks: [
        text(`After the guidelines for studies that involve large language models (${GUIDELINES}).`),
        table('Reporting checklist', {
          columns: [{ label: 'Guideline' }, { label: 'Status' }, { label: 'What this experiment reports' }],
          groups: [
            {
              rows: reportingChecklist(results).map(({ guideline, status, answer }) => [
                guideline,
                status,
                answer,
              ]),
            },
          ],
          notes: [],
        }),
      ],
    },
  ]
}
