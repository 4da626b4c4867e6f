import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { mean, standardDeviation } from './moments.ts'
import { normalized } from './origin.ts'

/** The moment coefficient, and the one corrected for the bias under normality. */
export interface ShapeCoefficient {
  moment: number
  corrected: number
}

/**
 * Skewness g1 = m3/m2^1.5 and G1 = g1 sqrt(n(n-1))/(n-2), without unit. Null for n < 3 and constant values.
 * Source: Joanes & Gill 1998.
 * @throws RangeError when a value is not finite.
 */
export function skewness(values: readonly number[]): Statistic<ShapeCoefficient> {
  const moments = standardizedMoments(values, 3)
  if (moments.value === null) return moments
  const n = values.length
  const moment = moments.value.third
  return determined({ moment, corrected: (moment * Math.sqrt(n * (n - 1))) / (n - 2) })
}

/**
 * Excess kurtosis g2 = m4/m2^2 - 3 and G2 = (n-1)/((n-2)(n-3)) ((n+1) g2 + 6), 0 for a normal distribution.
 * Null for n < 4 and constant values. Source: Joanes & Gill 1998.
 * @throws RangeError when a value is not finite.
 */
export function excessKurtosis(values: readonly number[]): Statistic<ShapeCoefficient> {
  const moments = standardizedMoments(values, 4)
  if (moments.value === null) return moments
  const n = values.length
  const moment = moments.value.fourth - 3
  return determined({ moment, corrected: ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * moment + 6) })
}

function standardizedMoments(
  values: readonly number[],
  minimum: number,
): Statistic<{ third: number; fourth: number }> {
  requireFinite(values)
  const shifted = normalized([values]).samples[0] ?? []
  const centre = mean(shifted)
  const sd = standardDeviation(shifted)
  if (centre.value === null) return centre
  if (sd.value === null) return sd
  const n = values.length
  if (n < minimum) return undetermined('too_few_observations')
  if (sd.value === 0) return undetermined('no_variation')
  const scale = sd.value * Math.sqrt((n - 1) / n)
  const moment = (power: number): number =>
    shifted.reduce((total, value) => total + ((value - centre.value) / scale) ** power, 0) / n
  return determined({ third: moment(3), fourth: moment(4) })
}
