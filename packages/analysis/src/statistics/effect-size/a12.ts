import type { IntervalEstimate } from '../intervals/interval.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { cliffsDeltaInterval } from './cliffs-delta.ts'
import { dominance } from './dominance.ts'

/**
 * Mann-Whitney's U of a: the pairs with a > b, ties counting one half. U of b is n_a n_b - U.
 * Null when a sample is empty. Source: Mann & Whitney 1947.
 * @throws RangeError when a value is not finite.
 */
export function mannWhitneyU(a: readonly number[], b: readonly number[]): Statistic<number> {
  if (a.length === 0 || b.length === 0) return undetermined('no_observations')
  const { greater, less, pairs } = dominance(a, b)
  return determined((pairs + greater - less) / 2)
}

/**
 * Vargha and Delaney's A12 = P(a > b) + P(a = b)/2 = U_a/(n_a n_b) = (delta + 1)/2, in [0, 1].
 * Null when a sample is empty. Source: Vargha & Delaney 2000.
 * @throws RangeError when a value is not finite.
 */
export function a12(a: readonly number[], b: readonly number[]): Statistic<number> {
  const u = mannWhitneyU(a, b)
  return u.value === null ? u : determined(u.value / (a.length * b.length))
}

/**
 * Cliff's interval of delta on the scale of A12, (1 + delta)/2; null where that one is.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function a12Interval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<IntervalEstimate> {
  const delta = cliffsDeltaInterval(a, b, level)
  if (delta.value === null) return delta
  const { estimate, lo, hi } = delta.value
  return determined({ level, estimate: (1 + estimate) / 2, lo: (1 + lo) / 2, hi: (1 + hi) / 2 })
}
