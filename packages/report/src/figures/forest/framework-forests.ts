import type { Comparison, Results } from '@genai-devbench/schema'
import { effectFormat } from '../../tables/effect-format.ts'
import { verdictText } from '../../words.ts'
import type { Figure } from '../figure.ts'
import { type Effect, effectsOnAxes } from './effects.ts'
import { forestFigure } from './forest-figure.ts'

/** The effect between each pair of frameworks under the primary metrics: ratios on one axis, differences each on their own. */
export function frameworkForests({ metrics, comparisons, confidence_level }: Results): Figure[] {
  const groups = metrics
    .filter(({ role }) => role === 'primary')
    .map((metric) => {
      const own = comparisons.filter((comparison) => comparison.metric === metric.id)
      return { metric, effects: own.map(effectOf), ...effectFormat(metric, own) }
    })
  return effectsOnAxes(groups).map((effects) =>
    forestFigure(effects, {
      section: 'pairwise',
      rows: `A ${effects.sign} B`,
      keys: ['a', 'b'],
      level: confidence_level,
    }),
  )
}

const effectOf = (comparison: Comparison): Effect => ({
  ...comparison,
  nameOf: (sign) => `${comparison.a} ${sign} ${comparison.b}`,
  keys: [comparison.a, comparison.b],
  verdictText: verdictText(comparison),
})
