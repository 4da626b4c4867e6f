import type { MetricDefinition } from '@genai-devbench/schema'
import { logarithms } from '../descriptive/logarithms.ts'
import { mean, standardDeviation } from '../descriptive/moments.ts'
import { wilsonInterval } from '../intervals/wilson.ts'
import { wilsonSampleSize } from '../power/precision.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'
import { binaryHalfWidth } from './half-width.ts'
import { successesOf } from './successes.ts'

/** What a pilot says about the series it belongs to. */
export interface TwoStagePlan {
  /** Observations in all, those of the pilot included. */
  needed: number
  /** The half-width after so many, on the scale of the target; null while it is not determined. */
  halfWidth(values: readonly number[]): Statistic<number>
}

/**
 * Stein's two-stage plan: the spread of the pilot alone says how many observations give a half-width of `target`,
 * and the interval of the whole series uses that spread too, so that it covers exactly for normal values
 * (`positive`: for lognormal ones). Relative targets of `real` and `count0` are taken of the pilot's mean.
 * For a binary metric, which Stein's theorem is not about, it is the n of Wilson's interval at the proportion
 * nearest to 1/2 that the pilot allows.
 * @throws RangeError when a value is not finite, a binary value not 0 or 1, or the level not between 0 and 1.
 */
export function twoStagePlan(
  type: MetricDefinition['type'],
  pilot: readonly number[],
  level: number,
  target: number,
): Statistic<TwoStagePlan> {
  if (type === 'binary') return binaryPlan(pilot, level, target)
  return type === 'positive' ? logPlan(pilot, level, target) : meanPlan(pilot, level, target)
}

/**
 * Stein's N = max(m, floor((t_{m-1} s_m/d)^2) + 1) for a half-width of d in the unit of the pilot's m values.
 * Null for m < 2. Source: Stein 1945.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function steinSampleSize(pilot: readonly number[], level: number, d: number): Statistic<number> {
  const width = widthOfOne(pilot, level)
  if (width.value === null) return width
  return determined(Math.max(pilot.length, Math.floor((width.value / d) ** 2) + 1))
}

/**
 * Stein's half-width t_{m-1} s_m/sqrt(n) of the mean of n values whose first m are the pilot: exact for normal values
 * however n was found from the pilot. Null for m < 2. Source: Stein 1945.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function steinHalfWidth(pilot: readonly number[], level: number, n: number): Statistic<number> {
  return mapped(widthOfOne(pilot, level), (one) => determined(one / Math.sqrt(n)))
}

/** t_{m-1} s_m: the half-width of a single observation. */
function widthOfOne(pilot: readonly number[], level: number): Statistic<number> {
  const sd = standardDeviation(pilot)
  return sd.value === null ? sd : determined(studentTCriticalValue(level, pilot.length - 1) * sd.value)
}

function logPlan(pilot: readonly number[], level: number, target: number): Statistic<TwoStagePlan> {
  const logs = logarithms(pilot)
  if (logs.value === null) return logs
  const needed = steinSampleSize(logs.value, level, Math.log1p(target))
  const width = widthOfOne(logs.value, level)
  if (needed.value === null) return needed
  if (width.value === null) return width
  const one = width.value
  return {
    value: {
      needed: needed.value,
      halfWidth: ({ length }) => determined(Math.expm1(one / Math.sqrt(length))),
    },
  }
}

function meanPlan(pilot: readonly number[], level: number, target: number): Statistic<TwoStagePlan> {
  const centre = mean(pilot)
  const width = widthOfOne(pilot, level)
  if (centre.value === null) return centre
  if (width.value === null) return width
  const one = width.value
  const size = Math.abs(centre.value)
  if (one / Math.sqrt(pilot.length) >= size) return undetermined('mean_not_separated_from_zero')
  const needed = steinSampleSize(pilot, level, target * size)
  if (needed.value === null) return needed
  return {
    value: { needed: needed.value, halfWidth: ({ length }) => determined(one / Math.sqrt(length) / size) },
  }
}

function binaryPlan(pilot: readonly number[], level: number, target: number): Statistic<TwoStagePlan> {
  const allowed = wilsonInterval(successesOf(pilot), pilot.length, level)
  if (allowed.value === null) return allowed
  const widest = Math.min(Math.max(allowed.value.lo, 0.5), allowed.value.hi)
  const needed = Math.max(pilot.length, wilsonSampleSize(widest, target, level))
  return { value: { needed, halfWidth: (values) => binaryHalfWidth(values, level) } }
}
