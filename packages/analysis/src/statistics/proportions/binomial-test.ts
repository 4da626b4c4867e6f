import { requireProportion } from '../preconditions.ts'
import { binomialCdf } from '../special-functions/binomial.ts'

/**
 * Exact two-sided p-value of a proportion of 1/2, twice the smaller tail, at most 1; 1 for n = 0.
 * It is also the sign test, and McNemar's exact test on the discordant pairs. Source: Clopper & Pearson 1934.
 * @throws RangeError when the counts are not whole, or not 0 <= successes <= n.
 */
export function binomialTestOfHalf(successes: number, n: number): number {
  requireProportion(successes, n)
  if (n === 0) return 1
  return Math.min(1, 2 * binomialCdf(Math.min(successes, n - successes), n, 0.5))
}
