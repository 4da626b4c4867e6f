import { pooledRanks, tieSum } from '../descriptive/ranks.ts'
import { requireFinite } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface KruskalWallisTest {
  h: number
  df: number
  p: number
  /** H/(N - 1), the share of the rank variance that the samples explain. */
  epsilon2: number
  /** (H - k + 1)/(N - k), corrected for chance. */
  eta2: number
}

/**
 * Kruskal and Wallis's rank test, corrected for ties, with the chi-squared approximation. Null for fewer than two
 * samples or an empty one, and when all values are tied; epsilon^2 and eta^2 need N > k.
 * Source: Kruskal & Wallis 1952; effect sizes Tomczak & Tomczak 2014.
 * @throws RangeError when a value is not finite.
 */
export function kruskalWallisTest(groups: readonly (readonly number[])[]): Statistic<KruskalWallisTest> {
  for (const group of groups) requireFinite(group)
  const k = groups.length
  if (k < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  const n = groups.flat().length
  if (n <= k) return undetermined('too_few_observations')
  const untied = 1 - tieSum(groups.flat()) / (n ** 3 - n)
  if (untied === 0) return undetermined('no_variation')
  const between = pooledRanks(groups).reduce((total, ranks) => {
    const deviation = ranks.reduce((sum, rank) => sum + rank - (n + 1) / 2, 0)
    return total + deviation ** 2 / ranks.length
  }, 0)
  const h = (12 * between) / (n * (n + 1)) / untied
  return determined({
    h,
    df: k - 1,
    p: chiSquaredUpperTail(h, k - 1),
    epsilon2: h / (n - 1),
    eta2: (h - k + 1) / (n - k),
  })
}
