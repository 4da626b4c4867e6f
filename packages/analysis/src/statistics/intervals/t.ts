import { mean, standardDeviation } from '../descriptive/moments.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

export interface TInterval extends IntervalEstimate {
  /** t_{n-1} s/sqrt(n): not (hi - lo)/2, which loses digits at a large offset. */
  halfWidth: number
}

/**
 * Student's interval of the mean, m +- t_{n-1} s/sqrt(n). Constant data give an interval of no width.
 * Null for n < 2. Source: Student 1908.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function tInterval(values: readonly number[], level: number): Statistic<TInterval> {
  const centre = mean(values)
  const sd = standardDeviation(values)
  if (centre.value === null) return centre
  if (sd.value === null) return sd
  const n = values.length
  const halfWidth = (studentTCriticalValue(level, n - 1) * sd.value) / Math.sqrt(n)
  return determined({
    level,
    estimate: centre.value,
    lo: centre.value - halfWidth,
    hi: centre.value + halfWidth,
    halfWidth,
  })
}

/** halfWidth/|mean|, without unit; null when the mean is 0. */
export function relativeHalfWidth({ estimate, halfWidth }: TInterval): Statistic<number> {
  return estimate === 0 ? undetermined('zero_mean') : determined(halfWidth / Math.abs(estimate))
}
