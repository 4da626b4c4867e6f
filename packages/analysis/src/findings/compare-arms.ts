import type { Comparison, MetricInResults } from '@genai-devbench/schema'
import { a12, a12Interval } from '../statistics/effect-size/a12.ts'
import { cliffsDelta } from '../statistics/effect-size/cliffs-delta.ts'
import { magnitude } from '../statistics/effect-size/magnitude.ts'
import { type Arm, valuesOf } from './arms.ts'
import { intervalOf } from './metric-summary.ts'

/** Every pair of frameworks, in their order, under every metric. */
export function compareArms(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  level: number,
): Comparison[] {
  return metrics.flatMap((metric) => pairs(arms).map(([a, b]) => compare(a, b, metric, level)))
}

export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]))
}

function compare(a: Arm, b: Arm, { id: metric, role }: MetricInResults, level: number): Comparison {
  const valuesA = valuesOf(a, metric)
  const valuesB = valuesOf(b, metric)
  const delta = cliffsDelta(valuesA, valuesB)
  const why = delta.reason
  return {
    metric,
    role,
    a: a.id,
    b: b.id,
    n_a: valuesA.length,
    n_b: valuesB.length,
    a12: a12(valuesA, valuesB).value,
    a12_ci: intervalOf('cliff', level, a12Interval(valuesA, valuesB, level)),
    cliffs_delta: delta.value,
    magnitude: delta.value === null ? null : magnitude(delta.value),
    reasons: why === undefined ? {} : { a12: why, cliffs_delta: why, magnitude: why },
  }
}
