import type { Comparison, Equivalence, MetricInResults } from '@genai-devbench/schema'
import type { EffectFormat } from '../../tables/effect-format.ts'

/** Effects that share an axis: the ratios of all metrics, or the differences of one. */
export interface Effects {
  id: string
  title: string
  axis: string
  scale: 'log' | 'linear'
  /** No effect. */
  none: number
  /** Between the two that are compared. */
  sign: Sign
  groups: EffectGroup[]
}

export type Sign = '/' | '−'

/** Every effect under one metric. */
export interface EffectGroup extends EffectFormat {
  metric: MetricInResults
  /** What stands above the effects, when it is not the label of the metric. */
  heading?: string
  effects: Effect[]
}

export interface Effect extends Pick<Comparison, 'estimand' | 'estimate' | 'ci' | 'reasons'> {
  /** What is compared, in words, and in the columns of the data. */
  nameOf: (sign: Sign) => string
  keys: readonly string[]
  /** Holds for all effects of a family at once. */
  ci_simultaneous?: Comparison['ci_simultaneous'] | undefined
  /** Absent of what is not held against a margin. */
  equivalence?: Equivalence
  verdict: Comparison['verdict']
  verdictText: string
}

/** Those under metrics that have any estimate, by the axis they share. */
export function effectsOnAxes(all: readonly EffectGroup[]): Effects[] {
  const groups = all.filter(({ effects }) => effects.some(({ estimate }) => estimate !== null))
  const ratios = groups.filter(({ metric }) => metric.type === 'positive')
  const differences = groups.filter(({ metric }) => metric.type !== 'positive')
  return [...ratioEffects(ratios), ...differences.map(differenceEffects)]
}

function ratioEffects(groups: EffectGroup[]): Effects[] {
  const [first] = groups
  if (!first) return []
  return [{ id: 'effects_ratio', title: 'Ratios of geometric means', ...axisOf(first), groups }]
}

const differenceEffects = (group: EffectGroup): Effects => ({
  id: `effects_${group.metric.id}`,
  title: `${group.metric.label}: differences`,
  ...axisOf(group),
  groups: [group],
})

/** The axis that effects under a metric of this type stand on. */
export const axisOf = ({
  metric,
  description,
}: Pick<EffectGroup, 'metric' | 'description'>): Omit<Effects, 'id' | 'title' | 'groups'> => ({
  axis: capitalized(description),
  ...(metric.type === 'positive'
    ? { scale: 'log', none: 1, sign: '/' }
    : { scale: 'linear', none: 0, sign: '−' }),
})

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
