import type {
  AchievedPrecision,
  Detectable,
  ExperimentConfig,
  MetricInResults,
  PlanInResults,
  PowerInResults,
  Summaries,
} from '@genai-devbench/schema'
import { type Figure, figuresOf, none } from '../../figures.ts'
import { MDE_POWER, POWER_METHOD, detectableEffect } from '../../pairs/detectable.ts'
import type { MetricType, Values } from '../../pairs/effect.ts'
import { type Arm, valuesOf } from '../arms.ts'
import { pairs } from './compare-arms.ts'

/** What the runs could show under the primary metrics, and how exactly they know each framework. */
export function powerOf(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  plan: PlanInResults,
  summary: Summaries,
  { stopping }: Pick<ExperimentConfig, 'stopping'>,
): PowerInResults {
  const primary = metrics.filter(({ role }) => role === 'primary')
  const targets = new Map(
    stopping.mode === 'fixed' ? [] : stopping.metrics.map(({ metric, target }) => [metric, target]),
  )
  // Without the last digits of a subtraction.
  const alpha = Number((1 - plan.confidence_level).toFixed(12))
  const size = pairs(arms).length * primary.length
  const level = { alone: 1 - alpha, inFamily: 1 - alpha / Math.max(1, size) }
  return {
    power: MDE_POWER,
    alternative: 'two_sided',
    alpha,
    alpha_family: alpha / Math.max(1, size),
    family_size: size,
    precision: primary.flatMap(({ id, type }) =>
      arms.flatMap((arm) => {
        const own = summary[arm.id]?.[id]
        return own ? [precisionOf(id, type, arm.id, own, targets.get(id))] : []
      }),
    ),
    pairs: primary.flatMap(({ id, type }) =>
      pairs(arms).map(([a, b]) => {
        const values = [valuesOf(a, id), valuesOf(b, id)] as const
        return {
          metric: id,
          a: a.id,
          b: b.id,
          method: POWER_METHOD[type],
          achieved: detectable(type, values, [values[0].length, values[1].length], level),
          planned: detectable(type, values, [plan.max_runs, plan.max_runs], level),
        }
      }),
    ),
  }
}

function precisionOf(
  metric: AchievedPrecision['metric'],
  type: MetricType,
  framework: string,
  { n, ci }: NonNullable<Summaries[string]['success']>,
  target: number | undefined,
): AchievedPrecision {
  const name = type === 'binary' ? 'half_width' : 'rel_half_width'
  const width = ci[name]
  return {
    metric,
    framework,
    n,
    scale: type === 'binary' ? 'absolute' : 'relative',
    ...figuresOf({
      half_width: width === null ? none(ci.reasons[name] ?? 'unknown') : { value: width },
      target: target === undefined ? none('no_target') : { value: target },
    }),
  }
}

function detectable(
  type: MetricType,
  [a, b]: readonly [Values, Values],
  sizes: readonly [number, number],
  level: { alone: number; inFamily: number },
): Detectable {
  const at = (of: number): Figure => detectableEffect(type, a, b, of, sizes)
  return {
    n_a: sizes[0],
    n_b: sizes[1],
    ...figuresOf({ alone: at(level.alone), in_family: at(level.inFamily) }),
  }
}
