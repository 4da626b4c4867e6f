import { binomialTestOfHalf } from '../proportions/binomial-test.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { PermutationTest } from '../tests/permutation.ts'
import { differencesOf } from './paired-t.ts'

/** 2^20 sign patterns take a fraction of a second. */
const MAX_PAIRS = 20

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
 * observed one count as equal to it. Null without pairs and for more than 20. Source: Fisher 1935.
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
  let extreme = 0
  for (let signs = 0; signs < permutations; signs++) {
    const sum = sizes.reduce((total, size, i) => total + ((signs >> i) & 1 ? size : -size), 0)
    if (Math.abs(sum) >= observed - 1e-9) extreme += 1
  }
  return determined({ permutations, extreme, p: extreme / permutations })
}
