import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalized } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { fUpperTail } from '../special-functions/fisher-f.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { FTest } from './anova.ts'

/**
 * Welch's analysis of variance: each sample weighs n/s^2. Null for fewer than two samples, when one has fewer than two
 * values, and when one is constant. Source: Welch 1951, as R's oneway.test.
 * @throws RangeError when a value is not finite.
 */
export function welchAnova(groups: readonly (readonly number[])[]): Statistic<FTest> {
  for (const group of groups) requireFinite(group)
  if (groups.length < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  if (groups.some(({ length }) => length === 1)) return undetermined('one_observation')
  const { samples } = normalized(groups)
  const arms = samples.map((sample) => {
    const sd = standardDeviation(sample).value ?? 0
    return { n: sample.length, centre: mean(sample).value ?? 0, sd }
  })
  const smallest = Math.min(...arms.map(({ sd }) => sd))
  if (smallest === 0) return undetermined('no_variation')
  // Relative to the smallest spread, since the weights are needed up to a factor only.
  const weighted = arms.map((arm) => ({ ...arm, weight: arm.n * (smallest / arm.sd) ** 2 }))
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  const centre = weighted.reduce((sum, arm) => sum + (arm.weight / total) * arm.centre, 0)
  const k = groups.length
  const lambda = weighted.reduce((sum, { weight, n }) => sum + (1 - weight / total) ** 2 / (n - 1), 0)
  const between = weighted.reduce((sum, arm) => sum + arm.n * ((arm.centre - centre) / arm.sd) ** 2, 0)
  const f = between / (k - 1) / (1 + (2 * (k - 2) * lambda) / (k ** 2 - 1))
  const df2 = (k ** 2 - 1) / (3 * lambda)
  if (!(Number.isFinite(f) && df2 > 0)) return undetermined('overflow')
  return determined({ f, df1: k - 1, df2, p: fUpperTail(f, k - 1, df2) })
}
