import { remembered } from '../fixed-sample.ts'
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
  // Counted loops here and below: a large study takes thousands of these figures of thousands of values.
  let offset = 0
  for (let i = 0; i < values.length; i++) offset += ((values[i] ?? 0) - origin) / values.length
  return determined(origin + offset)
}

/**
 * Sample standard deviation (divisor n - 1) by the corrected two-pass algorithm,
 * s^2 = (sum d^2 - (sum d)^2/n)/(n - 1) with d = x - mean.
 * Deviations are scaled by the largest one, so that no square overflows or vanishes.
 * Null for n < 2. Source: Chan, Golub & LeVeque 1983.
 * @throws RangeError when a value is not finite.
 */
export const standardDeviation = remembered((values): Statistic<number> => {
  const centre = mean(values)
  if (centre.value === null) return centre
  const n = values.length
  if (n === 1) return undetermined('one_observation')
  let scale = 0
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs((values[i] ?? 0) - centre.value))
  if (scale === 0) return { value: 0 }
  let [sum, squares] = [0, 0]
  for (let i = 0; i < n; i++) {
    const deviation = ((values[i] ?? 0) - centre.value) / scale
    sum += deviation
    squares += deviation * deviation
  }
  return determined(scale * Math.sqrt((squares - sum ** 2 / n) / (n - 1)))
})
