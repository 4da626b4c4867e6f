import { standardDeviation } from '../descriptive/moments.ts'
import { requireFinite } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { ChiSquaredTest } from './fligner-killeen.ts'

/**
 * Bartlett's test of equal variances, exact in level for normal values only. A diagnostic, never a gate.
 * Null for fewer than two samples, when one has fewer than two values, and when one is constant.
 * Source: Bartlett 1937, as R's bartlett.test.
 * @throws RangeError when a value is not finite.
 */
export function bartlettTest(groups: readonly (readonly number[])[]): Statistic<ChiSquaredTest> {
  for (const group of groups) requireFinite(group)
  if (groups.length < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  const arms: { df: number; sd: number }[] = []
  for (const group of groups) {
    const sd = standardDeviation(group)
    if (sd.value === null) return sd
    if (sd.value === 0) return undetermined('no_variation')
    arms.push({ df: group.length - 1, sd: sd.value })
  }
  const k = arms.length
  const total = arms.reduce((sum, { df }) => sum + df, 0)
  const largest = Math.max(...arms.map(({ sd }) => sd))
  const pooled = arms.reduce((sum, { df, sd }) => sum + (df / total) * (sd / largest) ** 2, 0)
  const spread = arms.reduce(
    (sum, { df, sd }) => sum + df * (Math.log(pooled) - 2 * (Math.log(sd) - Math.log(largest))),
    0,
  )
  const inverses = arms.reduce((sum, { df }) => sum + 1 / df, 0) - 1 / total
  const statistic = Math.max(0, spread / (1 + inverses / (3 * (k - 1))))
  return determined({ statistic, df: k - 1, p: chiSquaredUpperTail(statistic, k - 1) })
}
