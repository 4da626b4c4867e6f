import { sorted } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/**
 * Smirnov's D, the largest distance between the two empirical distribution functions, in [0, 1].
 * Null when a sample is empty. Source: Smirnov 1939.
 * @throws RangeError when a value is not finite.
 */
export function kolmogorovSmirnovDistance(a: readonly number[], b: readonly number[]): Statistic<number> {
  requireFinite(a)
  requireFinite(b)
  if (a.length === 0 || b.length === 0) return undetermined('no_observations')
  const [sortedA, sortedB] = [sorted(a), sorted(b)]
  let [i, j, distance] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const value = Math.min(sortedA[i] ?? Infinity, sortedB[j] ?? Infinity)
    while (i < a.length && sortedA[i] === value) i++
    while (j < b.length && sortedB[j] === value) j++
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length))
  }
  return determined(distance)
}
