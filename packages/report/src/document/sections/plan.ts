import type { Results } from '@genai-devbench/schema'
import { amendmentsTable, configurationsTable, planTable } from '../../tables/plan.ts'
import { heading, isEmpty, table, text } from '../blocks.ts'
import type { Section } from '../report-document.ts'

/** What was planned before the first run, and what was changed since. */
export function planSection(results: Results): Section {
  const amendments = amendmentsTable(results)
  const changes = isEmpty(amendments)
    ? [text('The configuration was not changed after the first run.')]
    : [
        heading('Amendments'),
        text(
          'The configuration was changed after the first run. The main part of this report still follows the plan of the first run, over all runs.',
        ),
        table('Amendments', amendments),
      ]
  const byConfiguration =
    results.configurations === undefined
      ? []
      : [
          heading('By configuration'),
          text('The runs made under each configuration by themselves.'),
          table('Primary metrics by configuration', configurationsTable(results)),
        ]
  const blocks = [table('Plan', planTable(results)), ...changes, ...byConfiguration]
  return { id: 'plan', title: 'Plan', blocks }
}
