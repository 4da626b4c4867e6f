import { medianAbsoluteDeviation as rawMad, quantileSorted } from 'simple-statistics'
import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { fromMiddle, sorted } from './origin.ts'

/**
 * Quantile of type 7 (Hyndman & Fan 1996), R's and NumPy's default: linear between the order statistics at (n - 1) p.
 * Null for no values.
 * @throws RangeError when a value is not finite or p not in [0, 1].
 */
export function quantile(values: readonly number[], p: number): Statistic<number> {
  requireFinite(values)
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile at ${p}: needs 0 <= p <= 1`)
  if (values.length === 0) return undetermined('no_observations')
  return determined(quantileSorted(sorted(values), p))
}

/**
 * Third minus first quartile, both of type 7. Null for no values.
 * @throws RangeError when a value is not finite.
 */
export function interquartileRange(values: readonly number[]): Statistic<number> {
  requireFinite(values)
  if (values.length === 0) return undetermined('no_observations')
  const deviations = fromMiddle(values)
  return determined(quantileSorted(deviations, 0.75) - quantileSorted(deviations, 0.25))
}

/**
 * median |x - median(x)|, unscaled; times 1.4826 it estimates the standard deviation of normal data.
 * Null for no values.
 * @throws RangeError when a value is not finite.
 */
export function medianAbsoluteDeviation(values: readonly number[]): Statistic<number> {
  requireFinite(values)
  if (values.length === 0) return undetermined('no_observations')
  return determined(rawMad(fromMiddle(values)))
}
