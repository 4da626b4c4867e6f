import { quantile } from '../descriptive/quantiles.ts'
import { requireLevel } from '../preconditions.ts'
import { binomialCdf } from '../special-functions/binomial.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

export interface MedianInterval extends IntervalEstimate {
  /** The bounds are the k-th smallest and the k-th largest value. */
  k: number
  /** Exact coverage for continuous data, at least `level`. */
  coverage: number
}

/**
 * Distribution-free interval of the median: [x_(k), x_(n-k+1)] with the largest k for which
 * 2 P(Binomial(n, 1/2) <= k - 1) <= 1 - level. Null when no k does (n < 6 at 95 %).
 * Source: Thompson 1936; Conover 1999, section 3.2.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function medianInterval(values: readonly number[], level: number): Statistic<MedianInterval> {
  requireLevel(level)
  const median = quantile(values, 0.5)
  if (median.value === null) return median
  const k = largestRank(values.length, 1 - level)
  const sorted = values.toSorted((a, b) => a - b)
  const lo = sorted[k - 1]
  const hi = sorted[values.length - k]
  if (lo === undefined || hi === undefined) return undetermined('too_few_observations')
  return determined({
    level,
    estimate: median.value,
    lo,
    hi,
    k,
    coverage: 1 - missProbability(k, values.length),
  })
}

/** By bisection: 0 misses never, more than n/2 always. */
function largestRank(n: number, alpha: number): number {
  let enough = 0
  let tooMuch = Math.floor(n / 2) + 1
  while (tooMuch - enough > 1) {
    const k = Math.floor((enough + tooMuch) / 2)
    if (missProbability(k, n) <= alpha) enough = k
    else tooMuch = k
  }
  return enough
}

function missProbability(k: number, n: number): number {
  return 2 * binomialCdf(k - 1, n, 0.5)
}
