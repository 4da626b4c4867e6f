import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { mean, standardDeviation } from './moments.ts'
import { sorted } from './origin.ts'

/**
 * Mean of the values that are left when the floor(proportion n) smallest and largest are dropped.
 * Null for no values.
 * @throws RangeError when a value is not finite or the proportion not in [0, 0.5).
 */
export function trimmedMean(values: readonly number[], proportion: number): Statistic<number> {
  const dropped = trimmedCount(values, proportion)
  return mean(sorted(values).slice(dropped, values.length - dropped))
}

/**
 * Standard deviation (divisor n - 1) after the floor(proportion n) smallest and largest values have been moved to the
 * nearest one that is kept. Null for n < 2.
 * @throws RangeError when a value is not finite or the proportion not in [0, 0.5).
 */
export function winsorizedDeviation(values: readonly number[], proportion: number): Statistic<number> {
  const dropped = trimmedCount(values, proportion)
  const ordered = sorted(values)
  const lo = ordered[dropped]
  const hi = ordered[values.length - 1 - dropped]
  if (lo === undefined || hi === undefined) return undetermined('no_observations')
  return standardDeviation(ordered.map((value) => Math.min(Math.max(value, lo), hi)))
}

/** How many values a proportion drops at each end. */
export function trimmedCount(values: readonly number[], proportion: number): number {
  requireFinite(values)
  if (!(proportion >= 0 && proportion < 0.5)) {
    throw new RangeError(`trimming ${proportion}: needs 0 <= proportion < 0.5`)
  }
  return Math.floor(values.length * proportion)
}

/** Mean of the trimmed values, the number of them and the winsorized standard deviation, as Yuen's test needs them. */
export function trimmedSummary(
  values: readonly number[],
  proportion: number,
): Statistic<{ mean: number; kept: number; deviation: number }> {
  const centre = trimmedMean(values, proportion)
  const deviation = winsorizedDeviation(values, proportion)
  if (centre.value === null) return centre
  if (deviation.value === null) return deviation
  const kept = values.length - 2 * trimmedCount(values, proportion)
  return determined({ mean: centre.value, kept, deviation: deviation.value })
}
