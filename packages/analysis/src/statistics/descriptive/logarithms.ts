import { fixedSample, remembered } from '../fixed-sample.ts'
import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { mean } from './moments.ts'

/**
 * ln x of each value. One zero or negative value leaves the log scale undefined; log(x + 1) is no way out.
 * @throws RangeError when a value is not finite.
 */
export const logarithms = remembered((values): Statistic<readonly number[]> => {
  requireFinite(values)
  if (values.some((value) => value <= 0)) return undetermined('not_positive')
  return determined(fixedSample(values.map(Math.log)))
})

/**
 * exp(mean(ln x)), in the unit of the values. Null for no values, and for values that are not positive.
 * @throws RangeError when a value is not finite.
 */
export function geometricMean(values: readonly number[]): Statistic<number> {
  const logs = logarithms(values)
  if (logs.value === null) return logs
  const centre = mean(logs.value)
  return centre.value === null ? centre : determined(Math.exp(centre.value))
}
