import type { CheckSummary, FrameworkResult, Results } from '@genai-devbench/schema'
import type { Table } from '../../document/table.ts'
import { formatPercent } from '../../format-number.ts'
import { ascending } from '../../ascending.ts'
import type { Figure } from '../figure.ts'
import { type CheckRow, checkRows, isMixed, uniformText } from './check-rows.ts'
import { checkSpec } from './check-spec.ts'

/** Every check in which runs or steps differ, after every step, for each framework that was evaluated. */
export const checkFigures = ({ frameworks, checks = [] }: Results): Figure[] =>
  frameworks.flatMap((framework) =>
    checkFigure(
      framework,
      checks.filter((check) => check.framework === framework.id),
    ),
  )

function checkFigure({ id: framework }: FrameworkResult, checks: readonly CheckSummary[]): Figure[] {
  const all = checkRows(checks)
  const rows = all.filter(isMixed)
  if (rows.length === 0) return []
  const places = ascending(checks.map(({ execution_index }) => execution_index))
  const fallen = rows.filter(({ shares }) => [...shares.values()].some(({ regressed }) => regressed > 0))
  const uniform = uniformText(all)
  const notDrawn = uniform === '' ? [] : [`Not drawn, since nothing differs in them: ${uniform}.`]
  const title = `Acceptance checks: ${framework}`
  return [
    {
      id: `checks_${framework}`,
      section: 'checks',
      title,
      caption: [
        'Percent of the evaluated runs in which a check passes after each step: the fuller the colour, the more. ▼: in a run or more it passed after an earlier step and no longer does.',
        ...notDrawn,
      ].join(' '),
      alt: [
        `${title}, percent of runs that pass after each of ${places.length} steps.`,
        fallen.length === 0
          ? `None of the ${all.length} checks that passed in a run fails in it after a later step.`
          : `${fallen.length} of ${all.length} checks pass in a run and fail in it after a later step: ${fallen.map((row) => row.title).join('; ')}.`,
        ...notDrawn,
      ].join(' '),
      spec: (theme, width) => checkSpec(rows, places, theme, width),
      data: checkTable(all, places),
      dataset: {
        columns: [
          'framework',
          'check_step',
          'check',
          'execution_index',
          'runs_passed',
          'runs_regressed',
          'runs_evaluated',
        ],
        rows: checks.map(({ step, title: check, execution_index, passed, regressed, n }) => [
          framework,
          step,
          check,
          execution_index,
          passed,
          regressed,
          n,
        ]),
      },
    },
  ]
}

function checkTable(rows: readonly CheckRow[], places: readonly number[]): Table {
  const steps = [...new Set(rows.map(({ step }) => step))]
  return {
    columns: [
      { label: 'Check' },
      ...places.map((place) => ({ label: `After step ${place}`, align: 'right' as const })),
    ],
    groups: steps.map((step) => ({
      heading: `Checks of step ${step}`,
      rows: rows
        .filter((row) => row.step === step)
        .map(({ title, shares }) => [
          title,
          ...places.map((place) => {
            const share = shares.get(place)
            if (!share) return ''
            const { passed, regressed, n } = share
            return `${formatPercent(passed / n)} (${passed} of ${n})${regressed > 0 ? `, ${regressed} regressed` : ''}`
          }),
        ]),
    })),
    notes: [],
  }
}
