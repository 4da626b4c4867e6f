import type { MetricDefinition } from '@genai-devbench/schema'
import { logarithms } from '../descriptive/logarithms.ts'
import { tInterval } from '../intervals/t.ts'
import { wilsonInterval } from '../intervals/wilson.ts'
import { studentTCriticalValue } from '../special-functions/student-t.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { successesOf } from './successes.ts'

type HalfWidth = (values: readonly number[], level: number) => Statistic<number>

const BY_TYPE: Record<MetricDefinition['type'], HalfWidth> = {
  positive: logHalfWidth,
  real: guardedHalfWidth,
  count0: guardedHalfWidth,
  binary: binaryHalfWidth,
}

/**
 * The half-width that is held against a stopping target: relative (0.1 = 10 %), for binary metrics absolute.
 * The declared type chooses the scale, never the data.
 * @throws RangeError when a value is not finite, a binary value not 0 or 1, or the level not between 0 and 1.
 */
export function stoppingHalfWidth(
  type: MetricDefinition['type'],
  values: readonly number[],
  level: number,
): Statistic<number> {
  return BY_TYPE[type](values, level)
}

/**
 * exp(t_{n-1} s_y/sqrt(n)) - 1 with y = ln x: at most r exactly when the half-width of the logs is at most log(1 + r).
 * Null for n < 2 and for values that are not positive.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function logHalfWidth(values: readonly number[], level: number): Statistic<number> {
  const logs = logarithms(values)
  if (logs.value === null) return logs
  const interval = tInterval(logs.value, level)
  return interval.value === null ? interval : determined(Math.expm1(interval.value.halfWidth))
}

/**
 * t_{n-1} sqrt(s^2/n + m^2/n^2)/|m|. The second term keeps a small or zero s of the first runs from stopping.
 * Null for n < 2 and while the t interval contains 0: a width relative to such a mean says nothing.
 * Source: Chow & Robbins 1965, with their guard term.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function guardedHalfWidth(values: readonly number[], level: number): Statistic<number> {
  const interval = tInterval(values, level)
  if (interval.value === null) return interval
  const { estimate, lo, hi, halfWidth } = interval.value
  if (lo <= 0 && hi >= 0) return undetermined('mean_not_separated_from_zero')
  const n = values.length
  return determined(Math.hypot(halfWidth / Math.abs(estimate), studentTCriticalValue(level, n - 1) / n))
}

/**
 * (upper - lower)/2 of Wilson's interval, for values 0 and 1. Absolute: 0.1 is ten points. Null for n = 0.
 * @throws RangeError when a value is not 0 or 1 or the level not between 0 and 1.
 */
export function binaryHalfWidth(values: readonly number[], level: number): Statistic<number> {
  const interval = wilsonInterval(successesOf(values), values.length, level)
  return interval.value === null ? interval : determined((interval.value.hi - interval.value.lo) / 2)
}
