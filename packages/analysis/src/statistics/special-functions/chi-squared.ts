import { upperIncompleteGamma } from './incomplete-gamma.ts'
import { findRoot } from './root.ts'

/**
 * P(X > x) of the chi-squared distribution, x >= 0, df > 0: Q(df/2, x/2).
 * @throws RangeError when an argument is out of range.
 */
export function chiSquaredUpperTail(x: number, df: number): number {
  return upperIncompleteGamma(df / 2, x / 2)
}

/**
 * The x with P(X <= x) = p, 0 < p < 1, df > 0: the root in ln x.
 * @throws RangeError when an argument is out of range.
 */
export function chiSquaredQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) throw new RangeError(`chiSquaredQuantile(${p}, ${df}): out of range`)
  const excess = (logarithm: number): number => 1 - p - chiSquaredUpperTail(Math.exp(logarithm), df)
  const centre = Math.log(df)
  let reach = 1
  while (excess(centre - reach) > 0) reach *= 2
  const lo = centre - reach
  reach = 1
  while (excess(centre + reach) < 0) reach *= 2
  return Math.exp(findRoot(excess, lo, centre + reach))
}
