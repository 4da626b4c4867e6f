import { type Figure, none } from '../figures.ts'
import { logarithms } from '../statistics/descriptive/logarithms.ts'
import { standardDeviation } from '../statistics/descriptive/moments.ts'
import { RANK_TEST_EFFICIENCY, minimumDetectableEffect } from '../statistics/power/t-power.ts'
import { normalCriticalValue, normalQuantile } from '../statistics/special-functions/normal.ts'
import { type Statistic, determined, mapped } from '../statistics/statistic.ts'
import { type MetricType, type Values, proportionOf } from './effect.ts'

export const MDE_POWER = 0.8

/** By what the power of a type's test is worked out. */
export const POWER_METHOD = {
  positive: 't',
  real: 't',
  count0: 't_rank',
  binary: 'arcsine',
} as const satisfies Record<MetricType, string>

/**
 * The smallest effect that the type's test detects with power 0.8 at this spread, in the unit of the estimate; of
 * `positive` metrics the ratio above 1. It says what the runs could have shown, not what they showed.
 *
 * @param sizes runs of each, when it is to be told for other numbers than there are
 */
export function detectableEffect(
  type: MetricType,
  a: Values,
  b: Values,
  level: number,
  sizes: readonly [number, number] = [a.length, b.length],
): Figure {
  if (a.length === 0 || b.length === 0) return none('no_observations')
  if (type === 'binary') return detectableRiskDifference(a, b, level, sizes)
  // Of two unequal samples the harmonic mean detects as much.
  const n = 2 / (1 / sizes[0] + 1 / sizes[1])
  const effective = type === 'count0' ? n * RANK_TEST_EFFICIENCY.normal : n
  if (Math.min(a.length, b.length) < 2) return none('one_observation')
  if (effective < 2) return none('too_few_observations')
  const spread =
    type === 'positive' ? mapped2(logarithms(a), logarithms(b), commonSpread) : commonSpread(a, b)
  return mapped(spread, (sd) => {
    if (sd === 0) return { value: null, reason: 'no_variation' } as const
    const difference = minimumDetectableEffect(effective, MDE_POWER, { alpha: 1 - level }) * sd
    return determined(type === 'positive' ? Math.exp(difference) : difference)
  })
}

const mapped2 = <T, U>(a: Statistic<T>, b: Statistic<T>, f: (a: T, b: T) => Statistic<U>): Statistic<U> =>
  mapped(a, (valueA) => mapped(b, (valueB) => f(valueA, valueB)))

const commonSpread = (a: Values, b: Values): Statistic<number> =>
  mapped2(standardDeviation(a), standardDeviation(b), (sdA, sdB) =>
    determined(Math.hypot(sdA, sdB) / Math.SQRT2),
  )

/** On the arcsine scale about the proportion of both arms together. Source: Cohen 1988, chapter 6. */
function detectableRiskDifference(
  a: Values,
  b: Values,
  level: number,
  [nA, nB]: readonly [number, number],
): Figure {
  const [armA, armB] = [proportionOf(a), proportionOf(b)]
  const h = (normalCriticalValue(level) + normalQuantile(MDE_POWER)) * Math.sqrt(1 / nA + 1 / nB)
  if (h > Math.PI) return none('not_attainable')
  const pooled = 2 * Math.asin(Math.sqrt((armA.x + armB.x) / (armA.n + armB.n)))
  const centre = Math.min(Math.max(pooled, h / 2), Math.PI - h / 2)
  const proportion = (angle: number): number => Math.sin(angle / 2) ** 2
  return { value: proportion(centre + h / 2) - proportion(centre - h / 2) }
}
