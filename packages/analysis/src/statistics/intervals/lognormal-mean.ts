import { logarithms } from '../descriptive/logarithms.ts'
import { mean, standardDeviation } from '../descriptive/moments.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

/**
 * Olsson's modified Cox interval of the arithmetic mean of lognormal data,
 * exp(ybar + s^2/2 +- t_{n-1} sqrt(s^2/n + s^4/(2(n-1)))) with y = ln x.
 * The estimate is exp(ybar + s^2/2), not the sample mean. Null for n < 2 and for values that are not positive.
 * Source: Olsson 2005, J. Statistics Education 13(1).
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function olssonInterval(values: readonly number[], level: number): Statistic<IntervalEstimate> {
  const logs = logarithms(values)
  if (logs.value === null) return logs
  const centre = mean(logs.value)
  const sd = standardDeviation(logs.value)
  if (centre.value === null) return centre
  if (sd.value === null) return sd
  const n = values.length
  const variance = sd.value ** 2
  const logMean = centre.value + variance / 2
  const halfWidth =
    studentTCriticalValue(level, n - 1) * Math.sqrt(variance / n + variance ** 2 / (2 * (n - 1)))
  return determined({
    level,
    estimate: Math.exp(logMean),
    lo: Math.exp(logMean - halfWidth),
    hi: Math.exp(logMean + halfWidth),
  })
}
