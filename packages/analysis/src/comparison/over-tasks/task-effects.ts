import type { EffectInTask, MetricInResults } from '@genai-devbench/schema'
import { figuresOf, none } from '../../figures.ts'
import { valuesOf } from '../../findings/arms.ts'
import { withinDifferences } from '../../findings/metrics/possible-range.ts'
import { type MetricType, type Values, effectInterval, effectOf } from '../../pairs/effect.ts'
import type { WithArms } from '../described-experiments.ts'

/** Two frameworks under one metric. */
export interface FrameworkPair {
  metric: MetricInResults
  a: string
  b: string
}

/** The effect in each task, from that task's runs alone. */
export function effectsInTasks(
  { metric: { id, type }, a, b }: FrameworkPair,
  tasks: readonly WithArms[],
  level: number,
): EffectInTask[] {
  return tasks.map((task) => {
    const [ofA, ofB] = [valuesIn(task, a, id), valuesIn(task, b, id)]
    const { estimate } = effectOf(type, ofA, ofB)
    const isOneSided = estimate.reason === 'no_observations' && ofA.length + ofB.length > 0
    return {
      task: task.name,
      n_a: ofA.length,
      n_b: ofB.length,
      ...figuresOf({ estimate: isOneSided ? none('one_side_empty') : estimate }),
      ci: withinDifferences(effectInterval(type, ofA, ofB, level), id),
    }
  })
}

/** On which effects of tasks add up. */
export const scaleOf = (type: MetricType): { to(effect: number): number; from(value: number): number } =>
  type === 'positive' ? { to: Math.log, from: Math.exp } : { to: (effect) => effect, from: (value) => value }

/** Of the size of the values, as much as sums and quotients of doubles may be off. */
const ROUNDING = 1e-12

/**
 * The known effects on that scale, those that differ by rounding alone being the same: 3 of 5 less 2 of 5 is as much as
 * 4 of 5 less 3 of 5, which decides on ties, on zeros, and on whether the effects vary.
 */
export function effectsOnScale(
  { metric: { id, type }, a, b }: FrameworkPair,
  effects: readonly EffectInTask[],
  tasks: readonly WithArms[],
): number[] {
  const scale = scaleOf(type)
  const values = tasks.flatMap((task) => [...valuesIn(task, a, id), ...valuesIn(task, b, id)])
  const grain = ROUNDING * (type === 'positive' ? 1 : largestSize(values))
  return effects.flatMap(({ estimate }) => {
    if (estimate === null) return []
    const effect = scale.to(estimate)
    return [grain === 0 ? effect : Math.round(effect / grain) * grain]
  })
}

const largestSize = (values: Values): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)

function valuesIn({ arms }: WithArms, framework: string, metric: MetricInResults['id']): Values {
  const arm = arms.find(({ id }) => id === framework)
  return arm === undefined ? [] : valuesOf(arm, metric)
}
