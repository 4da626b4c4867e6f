import type { Comparison, MetricInResults, Results } from '@genai-devbench/schema'
import { type EffectFormat, effectFormat } from '../../tables/effect-format.ts'

/** Effects that share an axis: the ratios of all metrics, or the differences of one. */
export interface Effects {
  id: string
  title: string
  axis: string
  scale: 'log' | 'linear'
  /** No effect. */
  none: number
  /** Between the two names of a pair. */
  sign: '/' | '−'
  groups: EffectGroup[]
}

/** Every pair under one metric. */
export interface EffectGroup extends EffectFormat {
  metric: MetricInResults
  comparisons: Comparison[]
}

/** Of every pair of frameworks under the primary metrics of which any pair has an estimate. */
export function primaryEffects({ metrics, comparisons }: Results): Effects[] {
  const groups = metrics
    .filter(({ role }) => role === 'primary')
    .map((metric) => {
      const own = comparisons.filter((comparison) => comparison.metric === metric.id)
      return { metric, comparisons: own, ...effectFormat(metric, own) }
    })
    .filter((group) => group.comparisons.some(({ estimate }) => estimate !== null))
  const ratios = groups.filter(({ metric }) => metric.type === 'positive')
  const differences = groups.filter(({ metric }) => metric.type !== 'positive')
  return [...(ratios.length > 0 ? [ratioEffects(ratios)] : []), ...differences.map(differenceEffects)]
}

const ratioEffects = (groups: EffectGroup[]): Effects => ({
  id: 'effects_ratio',
  title: 'Ratios of geometric means',
  axis: 'Ratio of geometric means, A over B',
  scale: 'log',
  none: 1,
  sign: '/',
  groups,
})

const differenceEffects = (group: EffectGroup): Effects => ({
  id: `effects_${group.metric.id}`,
  title: `${group.metric.label}: differences`,
  axis: capitalized(group.description),
  scale: 'linear',
  none: 0,
  sign: '−',
  groups: [group],
})

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
