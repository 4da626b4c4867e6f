import { mean, standardDeviation } from '../descriptive/moments.ts'
import { requirePairs } from '../preconditions.ts'
import { type Statistic, mapped, undetermined } from '../statistic.ts'
import { type TTest, tTest } from '../tests/two-sample-t.ts'

/** The differences a - b of pairs. @throws RangeError when the samples differ in size or a value is not finite. */
export function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  requirePairs(a, b)
  return a.map((value, index) => value - (b[index] ?? 0))
}

/**
 * Student's t test of the mean difference of pairs. Null for fewer than two pairs, and when all differ by the same.
 * Source: Student 1908.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function pairedTTest(a: readonly number[], b: readonly number[]): Statistic<TTest> {
  const differences = differencesOf(a, b)
  if (!differences.every(Number.isFinite)) return undetermined('overflow')
  return mapped(mean(differences), (centre) =>
    mapped(standardDeviation(differences), (sd) =>
      tTest(centre, sd / Math.sqrt(differences.length), differences.length - 1),
    ),
  )
}
