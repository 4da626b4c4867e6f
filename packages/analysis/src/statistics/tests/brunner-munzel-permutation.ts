import type { Random } from '../resampling/random.ts'
import { type Statistic, determined } from '../statistic.ts'
import { brunnerMunzelTest } from './brunner-munzel.ts'
import { choose, combinations } from './combinations.ts'
import { MAX_EXACT_SPLITS, type PermutationTest } from './permutation.ts'

/** Splits drawn at random where there are too many to go through all. */
export const DRAWN_SPLITS = 9999

/**
 * Studentized permutation test of Brunner and Munzel's statistic, which holds its level from 4 values a side on, under
 * unequal spreads too: over all splits up to 20,000, otherwise over 9,999 drawn ones, p = (b + 1)/(B + 1).
 * A completely separated split has an infinite statistic. Null for n < 2 and when all values are tied.
 * Source: Neubert & Brunner 2007.
 * @throws RangeError when a value is not finite.
 */
export function brunnerMunzelPermutation(
  a: readonly number[],
  b: readonly number[],
  random: Random,
): Statistic<PermutationTest> {
  const observed = brunnerMunzelTest(a, b)
  if (observed.value === null && observed.reason !== 'complete_separation') return observed
  return permutationTestOf(observed, permutationDistribution([...a, ...b], a.length, random))
}

/** The sizes of the statistic over splits of the same values. */
export interface PermutationDistribution {
  sizes: Float64Array
  /** All splits, not some drawn at random. */
  isExact: boolean
}

/** The statistic over all splits of the values with so many in the first sample, or over drawn ones. */
export function permutationDistribution(
  values: readonly number[],
  inFirst: number,
  random: Random,
): PermutationDistribution {
  const splits = choose(values.length, inFirst)
  const isExact = splits <= MAX_EXACT_SPLITS
  const sizes = new Float64Array(isExact ? splits : DRAWN_SPLITS)
  const chosen = isExact ? combinations(values.length, inFirst) : undefined
  for (let i = 0; i < sizes.length; i++) {
    const inA = new Set<number>(chosen?.next().value ?? drawnIndices(values.length, inFirst, random))
    const splitA = values.filter((_, index) => inA.has(index))
    const splitB = values.filter((_, index) => !inA.has(index))
    sizes[i] = sizeOf(brunnerMunzelTest(splitA, splitB))
  }
  return { sizes, isExact }
}

/** What a split's statistic says within the distribution over all of them. */
export function permutationTestOf(
  observed: ReturnType<typeof brunnerMunzelTest>,
  { sizes, isExact }: PermutationDistribution,
): Statistic<PermutationTest> {
  const size = sizeOf(observed) * (1 - 1e-9)
  const extreme = sizes.reduce((count, other) => (other >= size ? count + 1 : count), 0)
  const permutations = sizes.length
  return determined({
    permutations,
    extreme,
    p: isExact ? extreme / permutations : (extreme + 1) / (permutations + 1),
  })
}

function sizeOf(test: ReturnType<typeof brunnerMunzelTest>): number {
  if (test.value !== null) return Math.abs(test.value.statistic)
  return test.reason === 'complete_separation' ? Infinity : 0
}

/** k of the indices 0..n-1: the first steps of a Fisher-Yates shuffle. */
function drawnIndices(n: number, k: number, random: Random): number[] {
  const indices = Array.from({ length: n }, (_, index) => index)
  for (let i = 0; i < k; i++) {
    const j = i + random(n - i)
    const swapped = indices[i] ?? 0
    indices[i] = indices[j] ?? 0
    indices[j] = swapped
  }
  return indices.slice(0, k)
}
