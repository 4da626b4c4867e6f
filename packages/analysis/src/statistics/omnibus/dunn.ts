import { pooledRanks, tieSum } from '../descriptive/ranks.ts'
import { requireFinite } from '../preconditions.ts'
import { normalUpperTail } from '../special-functions/normal.ts'
import { type Statistic, undetermined } from '../statistic.ts'
import type { ZTest } from '../tests/mann-whitney.ts'

/** A comparison of the samples at two places of the list; positive when the first has the larger ranks. */
export interface DunnComparison extends ZTest {
  first: number
  second: number
}

/**
 * Dunn's comparisons of all pairs by their mean ranks among all samples, p not adjusted. Null for fewer than two
 * samples or an empty one, and when all values are tied. Source: Dunn 1964.
 * @throws RangeError when a value is not finite.
 */
export function dunnTest(groups: readonly (readonly number[])[]): Statistic<readonly DunnComparison[]> {
  for (const group of groups) requireFinite(group)
  if (groups.length < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  const n = groups.flat().length
  const variance = (n * (n + 1)) / 12 - tieSum(groups.flat()) / (12 * (n - 1))
  if (variance === 0) return undetermined('no_variation')
  const arms = pooledRanks(groups).map((ranks) => ({
    size: ranks.length,
    meanRank: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length,
  }))
  const comparisons = arms.flatMap((a, first) =>
    arms.slice(first + 1).map((b, offset) => {
      const z = (a.meanRank - b.meanRank) / Math.sqrt(variance * (1 / a.size + 1 / b.size))
      return { first, second: first + 1 + offset, z, p: Math.min(1, 2 * normalUpperTail(Math.abs(z))) }
    }),
  )
  return { value: comparisons }
}
