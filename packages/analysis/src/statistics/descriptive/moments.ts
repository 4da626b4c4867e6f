import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/**
 * Arithmetic mean, shifted by the first value: c + sum((x - c)/n). Exact for constant data, stable at large offsets,
 * and divided before summing so that the sum cannot overflow. Null for no values.
 * @throws RangeError when a value is not finite.
 */
export function mean(values: readonly number[]): Statistic<number> {
  requireFinite(values)
  const [origin] = values
  if (origin === undefined) return undetermined('no_observations')
  return determined(origin + sum(values.map((value) => (value - origin) / values.length)))
}

/**
 * Sample standard deviation (divisor n - 1) by the corrected two-pass algorithm,
 * s^2 = (sum d^2 - (sum d)^2/n)/(n - 1) with d = x - mean.
 * Deviations are scaled by the largest one, so that no square overflows or vanishes.
 * Null for n < 2. Source: Chan, Golub & LeVeque 1983.
 * @throws RangeError when a value is not finite.
 */
export function standardDeviation(values: readonly number[]): Statistic<number> {
  const centre = mean(values)
  if (centre.value === null) return centre
  const n = values.length
  if (n === 1) return undetermined('one_observation')
  const deviations = values.map((value) => value - centre.value)
  const scale = deviations.reduce((largest, deviation) => Math.max(largest, Math.abs(deviation)), 0)
  if (scale === 0) return { value: 0 }
  const scaled = deviations.map((deviation) => deviation / scale)
  const squares = sum(scaled.map((deviation) => deviation * deviation)) - sum(scaled) ** 2 / n
  return determined(scale * Math.sqrt(squares / (n - 1)))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
