import { distancesFromMedian } from '../descriptive/origin.ts'
import { pooledRanks } from '../descriptive/ranks.ts'
import { requireFinite } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import { normalQuantile } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface ChiSquaredTest {
  statistic: number
  df: number
  p: number
}

/**
 * Fligner and Killeen's rank test of equal spread, with normal scores of |x - median|. A diagnostic, never a gate.
 * Null for fewer than two samples or an empty one, and when all these distances are tied.
 * Source: Fligner & Killeen 1976, Conover et al. 1981, as R's fligner.test.
 * @throws RangeError when a value is not finite.
 */
export function flignerKilleenTest(groups: readonly (readonly number[])[]): Statistic<ChiSquaredTest> {
  for (const group of groups) requireFinite(group)
  if (groups.length < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  const n = groups.flat().length
  const scores = pooledRanks(groups.map(distancesFromMedian)).map((ranks) =>
    ranks.map((rank) => normalQuantile((1 + rank / (n + 1)) / 2)),
  )
  const all = scores.flat()
  if (all.every((score) => score === all[0])) return undetermined('no_variation')
  const centre = all.reduce((total, score) => total + score / n, 0)
  const variance = all.reduce((total, score) => total + (score - centre) ** 2, 0) / (n - 1)
  const between = scores.reduce((total, sample) => {
    const deviation = sample.reduce((sum, score) => sum + score - centre, 0)
    return total + deviation ** 2 / sample.length
  }, 0)
  const statistic = between / variance
  const df = groups.length - 1
  return determined({ statistic, df, p: chiSquaredUpperTail(statistic, df) })
}
