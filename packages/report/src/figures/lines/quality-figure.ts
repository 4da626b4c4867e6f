import type { CheckSummary, Results } from '@genai-devbench/schema'
import { formatPercent } from '../../format-number.ts'
import { ascending } from '../../ascending.ts'
import type { Figure } from '../figure.ts'
import { markOf } from '../palette.ts'
import { lineSpec } from './line-spec.ts'
import { valueTable } from './value-table.ts'

/** Passed checks of all checks after each step; none where no step, or one alone, was evaluated. */
export function qualityFigures({ frameworks, checks = [] }: Results): Figure[] {
  const places = ascending(checks.map(({ execution_index }) => execution_index))
  if (places.length < 2) return []
  const shares = frameworks.map(({ id }) =>
    places.flatMap((place) => {
      const own = checks.filter((check) => check.framework === id && check.execution_index === place)
      return own.length === 0 ? [] : [{ place, ...sumOf(own) }]
    }),
  )
  const lines = shares.map((own, index) => ({
    ...markOf(index),
    name: frameworks[index]?.id ?? '',
    text: endOf(own.at(-1)),
    points: own.map(({ place, passed, n }) => ({ x: place, y: passed / n })),
  }))
  const chart = {
    x: { title: 'Step, in the order in which they ran', places },
    y: {
      title: 'Acceptance checks passed',
      unit: 'proportion',
      range: { scale: 'linear' as const, lo: 0, hi: 1.02 },
    },
    lines,
  }
  const title = 'Acceptance checks passed over the steps'
  return [
    {
      id: 'quality_over_steps',
      section: 'checks',
      title,
      caption:
        'Share of the checks of a step and of all steps before it that pass once it is over, in the runs that were evaluated there. What is asked for grows with every step.',
      alt: `${title}. ${lines.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`,
      spec: (theme, width) => lineSpec(chart, theme, width),
      data: valueTable(
        'Step',
        shares.map((own, index) => ({
          name: frameworks[index]?.id ?? '',
          values: own.map(({ place, passed, n }) => ({ x: place, value: passed / n, note: null })),
        })),
        formatPercent,
      ),
      dataset: {
        columns: ['framework', 'execution_index', 'checks_passed', 'checks_run', 'share_passed'],
        rows: shares.flatMap((own, index) =>
          own.map(({ place, passed, n }) => [frameworks[index]?.id ?? '', place, passed, n, passed / n]),
        ),
      },
    },
  ]
}

function sumOf(checks: readonly CheckSummary[]): { passed: number; n: number } {
  return {
    passed: checks.reduce((sum, { passed }) => sum + passed, 0),
    n: checks.reduce((sum, { n }) => sum + n, 0),
  }
}

const endOf = (last: { passed: number; n: number; place: number } | undefined): string =>
  last ? `${formatPercent(last.passed / last.n)} after step ${last.place}` : 'not evaluated'
