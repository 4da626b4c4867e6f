import { quantile } from '../descriptive/quantiles.ts'
import { sorted } from '../descriptive/origin.ts'
import { tieSum } from '../descriptive/ranks.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireFinite, requireLevel } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { mannWhitneyProbabilities } from './rank-sum-distribution.ts'

const MAX_PAIRS = 10_000

/**
 * The median of all differences a - b, in the unit of the values: the shift that the rank sum test speaks of.
 * Null when a sample is empty. Source: Hodges & Lehmann 1963.
 * @throws RangeError when a value is not finite.
 */
export function hodgesLehmannShift(a: readonly number[], b: readonly number[]): Statistic<number> {
  const all = differences(a, b)
  return all.every(Number.isFinite) ? quantile(all, 0.5) : undetermined('overflow')
}

export interface ShiftInterval extends IntervalEstimate {
  /** Exact coverage for continuous data; below `level` when the samples are too small for it. */
  coverage: number
}

/**
 * Exact interval of the shift, [d_(k), d_(n_a n_b + 1 - k)] of the sorted differences, from the distribution of U.
 * Null with ties, for an empty sample and when n_a n_b > 10,000. Source: Bauer 1972, as R's wilcox.test.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function hodgesLehmannInterval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<ShiftInterval> {
  requireLevel(level)
  const shift = hodgesLehmannShift(a, b)
  if (shift.value === null) return shift
  if (tieSum([...a, ...b]) > 0) return undetermined('ties')
  if (a.length * b.length > MAX_PAIRS) return undetermined('too_many_observations')
  const { k, outside } = lowerRank(mannWhitneyProbabilities(a.length, b.length), (1 - level) / 2)
  const ordered = sorted(differences(a, b))
  const lo = ordered[k - 1]
  const hi = ordered[ordered.length - k]
  if (lo === undefined || hi === undefined) return undetermined('too_few_observations')
  return determined({ level, estimate: shift.value, lo, hi, coverage: 1 - 2 * outside })
}

/** The smallest k >= 1 with P(U <= k) >= tail, and P(U <= k - 1). */
function lowerRank(probabilities: readonly number[], tail: number): { k: number; outside: number } {
  let below = 0
  for (const [u, probability] of probabilities.entries()) {
    if (u >= 1 && below + probability >= tail) return { k: u, outside: below }
    below += probability
  }
  return { k: 1, outside: probabilities[0] ?? 0 }
}

function differences(a: readonly number[], b: readonly number[]): number[] {
  requireFinite(a)
  requireFinite(b)
  return a.flatMap((x) => b.map((y) => x - y))
}
