import type { Results } from '@genai-devbench/schema'
import type { DrawnFigure } from '../../figures/draw-figures.ts'
import { uniformChecks } from '../../figures/heat-map/check-rows.ts'
import { regressions } from '../../tables/runs/regressions.ts'
import { figuresOf, heading, isEmpty, table, text } from '../blocks.ts'
import type { Section } from '../report-document.ts'

/** How runs went at each acceptance check; where they were evaluated after two steps at least, also what regressed. */
export function checkSection(results: Results, figures: readonly DrawnFigure[]): Section[] {
  const { checks = [] } = results
  if (checks.length === 0) return []
  const isFollowed = new Set(checks.map(({ execution_index }) => execution_index)).size > 1
  const regressed = regressions(results)
  return [
    {
      id: 'checks',
      title: 'Acceptance checks',
      blocks: [
        ...figuresOf('checks', figures),
        ...uniformChecks(results).map(text),
        ...(isFollowed ? [heading('Regressions')] : []),
        ...(isFollowed && isEmpty(regressed)
          ? [
              text(
                'No check that passed after one step failed after a later one, in the runs that were evaluated.',
              ),
            ]
          : []),
        ...(isEmpty(regressed)
          ? []
          : [
              text(
                'Checks that passed after one step of a run and did not after a later one; a run counts once.',
              ),
              table('Regressions', regressed),
            ]),
      ],
    },
  ]
}
