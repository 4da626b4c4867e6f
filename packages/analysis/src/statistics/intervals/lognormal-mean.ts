import { logarithms } from '../descriptive/logarithms.ts'
import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalCriticalValue } from '../special-functions/normal.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, mapped } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

/**
 * Cox's interval of the arithmetic mean of lognormal data, exp(ybar + s^2/2 +- z sqrt(s^2/n + s^4/(2(n-1)))) with
 * y = ln x. The estimate is exp(ybar + s^2/2), not the sample mean. Too narrow for few values; see olssonInterval.
 * Null for n < 2 and for values that are not positive. Source: Land 1972.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function coxInterval(values: readonly number[], level: number): Statistic<IntervalEstimate> {
  return lognormalMeanInterval(values, level, normalCriticalValue)
}

/**
 * Olsson's modified Cox interval: t_{n-1} in the place of z. Null for n < 2 and for values that are not positive.
 * Source: Olsson 2005, J. Statistics Education 13(1).
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function olssonInterval(values: readonly number[], level: number): Statistic<IntervalEstimate> {
  return lognormalMeanInterval(values, level, studentTCriticalValue)
}

function lognormalMeanInterval(
  values: readonly number[],
  level: number,
  criticalValue: (level: number, df: number) => number,
): Statistic<IntervalEstimate> {
  return mapped(logarithms(values), (logs) =>
    mapped(mean(logs), (centre) =>
      mapped(standardDeviation(logs), (sd) => {
        const n = values.length
        const variance = sd ** 2
        const logMean = centre + variance / 2
        const error = Math.sqrt(variance / n + variance ** 2 / (2 * (n - 1)))
        const halfWidth = criticalValue(level, n - 1) * error
        return determined({
          level,
          estimate: Math.exp(logMean),
          lo: Math.exp(logMean - halfWidth),
          hi: Math.exp(logMean + halfWidth),
        })
      }),
    ),
  )
}
