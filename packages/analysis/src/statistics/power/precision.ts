import { standardDeviation } from '../descriptive/moments.ts'
import { wilsonHalfWidth } from '../intervals/wilson.ts'
import { requireLevel, requireProbability } from '../preconditions.ts'
import { chiSquaredQuantile } from '../special-functions/chi-squared.ts'
import { normalCriticalValue } from '../special-functions/normal.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, mapped } from '../statistic.ts'
import { smallestCount } from './sample-size.ts'

/**
 * The smallest n >= 2 with t_{n-1} cv/sqrt(n) <= r: the runs that give the mean a relative half-width of r when the
 * coefficient of variation is cv.
 * @throws RangeError when cv or r is not positive or the level not between 0 and 1.
 */
export function precisionSampleSize(cv: number, relativeHalfWidth: number, level: number): number {
  requirePrecision(cv, relativeHalfWidth)
  return smallestCount(
    (n) => (studentTCriticalValue(level, n - 1) * cv) / Math.sqrt(n) <= relativeHalfWidth,
    2,
  )
}

/**
 * The smallest n at which Wilson's interval around a proportion p has a half-width of at most r: absolute, 0.1 is ten
 * points.
 * @throws RangeError when p is no proportion, r not positive or the level not between 0 and 1.
 */
export function wilsonSampleSize(p: number, halfWidth: number, level: number): number {
  requireProbability(p, 'p')
  if (!(halfWidth > 0)) throw new RangeError(`half-width ${halfWidth} must be positive`)
  return smallestCount((n) => wilsonHalfWidth(p, n, level) <= halfWidth, 1)
}

/**
 * (z cv/r)^2 rounded up: the same with a known cv, always a few runs too few.
 * @throws RangeError when cv or r is not positive or the level not between 0 and 1.
 */
export function normalPrecisionSampleSize(cv: number, relativeHalfWidth: number, level: number): number {
  requirePrecision(cv, relativeHalfWidth)
  return Math.ceil(((normalCriticalValue(level) * cv) / relativeHalfWidth) ** 2)
}

/**
 * The upper confidence bound s sqrt((n-1)/chi^2_{1-confidence, n-1}) of the standard deviation: to plan with, since the
 * sd of a small pilot is as often too small as too large. Null for n < 2. Source: Browne 1995.
 * @throws RangeError when a value is not finite or the confidence not between 0 and 1.
 */
export function upperDeviationBound(values: readonly number[], confidence = 0.8): Statistic<number> {
  requireLevel(confidence)
  return mapped(standardDeviation(values), (sd) => {
    const df = values.length - 1
    return determined(sd * Math.sqrt(df / chiSquaredQuantile(1 - confidence, df)))
  })
}

function requirePrecision(cv: number, relativeHalfWidth: number): void {
  if (!(cv > 0 && relativeHalfWidth > 0)) {
    throw new RangeError(`cv ${cv} and half-width ${relativeHalfWidth} must be positive`)
  }
}
