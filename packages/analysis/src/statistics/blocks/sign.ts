import { binomialTestOfHalf } from '../proportions/binomial-test.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { PermutationTest } from '../tests/permutation.ts'
import { differencesOf } from './paired-t.ts'

/** The 2^15 sums of either half of the signs take milliseconds. */
const MAX_PAIRS = 30

export interface SignTest {
  /** Differences above 0, among those other than 0. */
  positive: number
  n: number
  /** Exact, two-sided; 1 without a difference. */
  p: number
}

/**
 * The sign test of pairs: whether differences above 0 are as frequent as those below. Source: Arbuthnott 1710.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function signTest(a: readonly number[], b: readonly number[]): SignTest {
  const differences = differencesOf(a, b).filter((difference) => difference !== 0)
  const positive = differences.filter((difference) => difference > 0).length
  return { positive, n: differences.length, p: binomialTestOfHalf(positive, differences.length) }
}

/**
 * Exact test of a mean difference of 0, over all 2^n ways to give the differences signs. Sums within 1e-9 of the
 * observed one count as equal to it. Null without pairs and for more than 30. Source: Fisher 1935.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function signFlipTest(a: readonly number[], b: readonly number[]): Statistic<PermutationTest> {
  const differences = differencesOf(a, b)
  if (differences.length === 0) return undetermined('no_observations')
  if (differences.length > MAX_PAIRS) return undetermined('too_many_observations')
  const largest = Math.max(...differences.map(Math.abs)) || 1
  const sizes = differences.map((difference) => Math.abs(difference) / largest)
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference / largest, 0))
  const permutations = 2 ** sizes.length
  const least = observed - 1e-9
  // Every sum has its negative, all signs being the other way round.
  const extreme = least <= 0 ? permutations : 2 * sumsFrom(least, sizes)
  return determined({ permutations, extreme, p: extreme / permutations })
}

/** How many of the sums that signs can make of these sizes are so large at least, from the sums of either half. */
function sumsFrom(least: number, sizes: readonly number[]): number {
  const half = Math.ceil(sizes.length / 2)
  const low = signedSums(sizes.slice(0, half))
  const high = signedSums(sizes.slice(half))
  let count = 0
  let from = high.length
  // The larger one summand, the smaller the other may be.
  for (const sum of low) {
    while (from > 0 && sum + (high[from - 1] ?? 0) >= least) from -= 1
    count += high.length - from
  }
  return count
}

/** In ascending order. */
function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length)
  for (const [index, size] of sizes.entries()) {
    for (let known = 2 ** index - 1; known >= 0; known--) {
      const sum = sums[known] ?? 0
      sums[known] = sum - size
      sums[known + 2 ** index] = sum + size
    }
  }
  return sums.toSorted()
}
