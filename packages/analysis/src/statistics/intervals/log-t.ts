import { logarithms } from '../descriptive/logarithms.ts'
import { type Statistic, determined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'
import { tInterval } from './t.ts'

/**
 * Interval of the geometric mean, exp(ybar +- t_{n-1} s_y/sqrt(n)) with y = ln x: exact for lognormal data.
 * Null for n < 2 and for values that are not positive.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function logTInterval(values: readonly number[], level: number): Statistic<IntervalEstimate> {
  const logs = logarithms(values)
  if (logs.value === null) return logs
  const interval = tInterval(logs.value, level)
  if (interval.value === null) return interval
  const { estimate, lo, hi } = interval.value
  return determined({ level, estimate: Math.exp(estimate), lo: Math.exp(lo), hi: Math.exp(hi) })
}
