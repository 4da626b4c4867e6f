import { standardDeviation } from '../descriptive/moments.ts'
import { requireLevel } from '../preconditions.ts'
import { logBeta } from '../special-functions/log-gamma.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

/**
 * Confidence sequences: intervals that all cover at once, at every n, with the probability of their level, so that
 * one may look as often as one likes and stop whenever one likes.
 */

/**
 * The width g of the mixture that makes the sequences of a mean narrowest near `optimalN` observations. It has to be
 * chosen before the data are seen. Source: Howard et al. 2021, section 3.5.
 * @throws RangeError when the level is not between 0 and 1.
 */
export function mixtureWidth(level: number, optimalN: number): number {
  requireLevel(level)
  const twice = -2 * Math.log(1 - level)
  return (twice + Math.log(twice) + 1) / optimalN
}

/**
 * Half-width, in the unit of the values, of the t confidence sequence of the mean:
 * s/sqrt(n) sqrt((n-1)(K-1)/(1 - K/(1+ng))) with K = (sqrt(1+ng)/alpha)^(2/n). Exact for normal values.
 * Null while K >= 1+ng, where it is infinite, and for n < 2. Source: Robbins 1970, Lindon et al. 2022.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function tSequenceHalfWidth(values: readonly number[], level: number, g: number): Statistic<number> {
  requireLevel(level)
  const sd = standardDeviation(values)
  if (sd.value === null) return sd
  const n = values.length
  const spread = 1 + n * g
  const k = (Math.sqrt(spread) / (1 - level)) ** (2 / n)
  if (k >= spread) return undetermined('too_few_observations')
  return determined((sd.value / Math.sqrt(n)) * Math.sqrt(((n - 1) * (k - 1)) / (1 - k / spread)))
}

/**
 * Half-width of the asymptotic confidence sequence of a mean, s sqrt(2(ng+1)/(n^2 g) ln(sqrt(ng+1)/alpha)), for
 * values of any distribution once n is large. Null for n < 2. Source: Waudby-Smith et al. 2021.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function asymptoticSequenceHalfWidth(
  values: readonly number[],
  level: number,
  g: number,
): Statistic<number> {
  requireLevel(level)
  const sd = standardDeviation(values)
  if (sd.value === null) return sd
  const n = values.length
  const spread = n * g + 1
  return determined(
    sd.value * Math.sqrt(((2 * spread) / (n ** 2 * g)) * Math.log(Math.sqrt(spread) / (1 - level))),
  )
}

/**
 * Beta-binomial confidence sequence of a proportion, {p : B(S+a, F+b)/B(a, b)/(p^S (1-p)^F) < 1/alpha} with S successes,
 * F failures, a = b = 1. Null for n = 0. Source: Robbins 1970.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function bernoulliSequence(
  successes: number,
  n: number,
  level: number,
  { a = 1, b = 1 } = {},
): Statistic<IntervalEstimate> {
  requireLevel(level)
  if (!(Number.isSafeInteger(successes) && Number.isSafeInteger(n) && successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} of ${n} is not a proportion of counts`)
  }
  if (n === 0) return undetermined('no_observations')
  const failures = n - successes
  const evidence = logBeta(successes + a, failures + b) - logBeta(a, b)
  const isOutside = (p: number): boolean =>
    evidence - times(successes, Math.log(p)) - times(failures, Math.log1p(-p)) >= -Math.log(1 - level)
  const estimate = successes / n
  return determined({
    level,
    estimate,
    lo: successes === 0 ? 0 : boundary(0, estimate, isOutside),
    hi: successes === n ? 1 : boundary(1, estimate, isOutside),
  })
}

/** 0 times the logarithm of 0 is 0 here: an outcome that never came says nothing. */
const times = (count: number, logarithm: number): number => (count === 0 ? 0 : count * logarithm)

/** Where a property that `outside` has and `inside` has not changes, to the last digit, by halving. */
function boundary(outside: number, inside: number, isOutside: (p: number) => boolean): number {
  for (;;) {
    const middle = (outside + inside) / 2
    if (middle === outside || middle === inside) return inside
    if (isOutside(middle)) outside = middle
    else inside = middle
  }
}
