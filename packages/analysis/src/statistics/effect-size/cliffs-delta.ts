import type { IntervalEstimate } from '../intervals/interval.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { type Dominance, dominance, dominanceOfEach } from './dominance.ts'

export interface CliffsDeltaInterval extends IntervalEstimate {
  /** Consistent estimate of the variance of delta. */
  variance: number
}

/**
 * Cliff's delta P(a > b) - P(a < b), in [-1, 1]. Null when a sample is empty. Source: Cliff 1993.
 * @throws RangeError when a value is not finite.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): Statistic<number> {
  if (a.length === 0 || b.length === 0) return undetermined('no_observations')
  return determined(deltaOf(dominance(a, b)))
}

/**
 * Cliff's asymmetric interval of delta with t quantile of n_a + n_b - 2 degrees of freedom:
 * (d - d^3 -+ t s sqrt((1 - d^2)^2 + t^2 s^2))/(1 - d^2 + t^2 s^2). It never leaves [-1, 1].
 * Null when a sample has fewer than two values, and when s = 0: complete separation, or nothing but ties.
 * Source: Feng & Cliff 2004, J. Modern Applied Statistical Methods 3(2).
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function cliffsDeltaInterval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<CliffsDeltaInterval> {
  const variance = cliffsDeltaVariance(a, b)
  if (variance.value === null) return variance
  const delta = deltaOf(dominance(a, b))
  if (variance.value === 0) {
    return undetermined(Math.abs(delta) === 1 ? 'complete_separation' : 'no_variation')
  }
  const ts = studentTCriticalValue(level, a.length + b.length - 2) * Math.sqrt(variance.value)
  const room = 1 - delta ** 2
  const spread = ts * Math.hypot(room, ts)
  const scale = room + ts ** 2
  return determined({
    level,
    estimate: delta,
    lo: (delta * room - spread) / scale,
    hi: (delta * room + spread) / scale,
    variance: variance.value,
  })
}

/**
 * Consistent estimate of the variance of delta, ((n_b - 1) s_row^2 + (n_a - 1) s_column^2 + s_pair^2)/(n_a n_b),
 * from the dominances averaged by value of a (divisor n_a - 1), by value of b (n_b - 1) and by pair (n_a n_b - 1).
 * So each value of a weighs 1/n_a in the end, and each value of b 1/n_b. Null when a sample has fewer than two values.
 * Source: Cliff 1996, with the divisor of s_pair^2 of Long, Feng & Cliff 2003.
 * @throws RangeError when a value is not finite.
 */
export function cliffsDeltaVariance(a: readonly number[], b: readonly number[]): Statistic<number> {
  const smaller = Math.min(a.length, b.length)
  if (smaller === 0) return undetermined('no_observations')
  if (smaller === 1) return undetermined('one_observation')
  const pairwise = dominance(a, b)
  const delta = deltaOf(pairwise)
  const { greater, less, pairs } = pairwise
  const rowVariance = squaredDeviations(dominanceOfEach(a, b), delta) / (a.length - 1)
  const columnVariance = squaredDeviations(dominanceOfEach(b, a), -delta) / (b.length - 1)
  const pairVariance = (greater + less - pairs * delta ** 2) / (pairs - 1)
  return determined(((b.length - 1) * rowVariance + (a.length - 1) * columnVariance + pairVariance) / pairs)
}

function deltaOf({ greater, less, pairs }: Dominance): number {
  return (greater - less) / pairs
}

function squaredDeviations(values: readonly number[], centre: number): number {
  return values.reduce((total, value) => total + (value - centre) ** 2, 0)
}
