import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalized, sorted } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { normalLogUpperTail } from '../special-functions/normal.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'

export interface AndersonDarlingTest {
  statistic: number
  p: number
}

/**
 * Anderson and Darling's test of normality with estimated mean and sd, n >= 8; a diagnostic, as shapiroWilkTest.
 * Null for n < 8 and constant values. Source: Stephens 1986, table 4.9, as R's nortest.
 * @throws RangeError when a value is not finite.
 */
export function andersonDarlingTest(values: readonly number[]): Statistic<AndersonDarlingTest> {
  requireFinite(values)
  const shifted = normalized([values]).samples[0] ?? []
  return mapped(mean(shifted), (centre) =>
    mapped(standardDeviation(shifted), (sd) => {
      const n = values.length
      if (n < 8) return undetermined('too_few_observations')
      if (sd === 0) return undetermined('no_variation')
      const scores = sorted(shifted).map((value) => (value - centre) / sd)
      const total = scores.reduce((sum, score, i) => {
        const mirrored = scores[n - 1 - i] ?? 0
        return sum + (2 * i + 1) * (normalLogUpperTail(-score) + normalLogUpperTail(mirrored))
      }, 0)
      const statistic = -n - total / n
      return determined({ statistic, p: probability(statistic * (1 + 0.75 / n + 2.25 / n ** 2)) })
    }),
  )
}

function probability(a: number): number {
  if (a < 0.2) return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a)
  if (a < 0.34) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a)
  if (a < 0.6) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a)
  if (a < 10) return Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a)
  return 3.7e-24
}
