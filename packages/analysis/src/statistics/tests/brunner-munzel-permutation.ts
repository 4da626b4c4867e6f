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
  const size = sizeOf(observed)
  const values = [...a, ...b]
  const splits = choose(values.length, a.length)
  const isExtreme = (inA: ReadonlySet<number>): boolean => {
    const splitA = values.filter((_, index) => inA.has(index))
    const splitB = values.filter((_, index) => !inA.has(index))
    return sizeOf(brunnerMunzelTest(splitA, splitB)) >= size * (1 - 1e-9)
  }
  let extreme = 0
  if (splits <= MAX_EXACT_SPLITS) {
    for (const chosen of combinations(values.length, a.length)) if (isExtreme(new Set(chosen))) extreme += 1
    return determined({ permutations: splits, extreme, p: extreme / splits })
  }
  for (let i = 0; i < DRAWN_SPLITS; i++) {
    if (isExtreme(new Set(drawnIndices(values.length, a.length, random)))) extreme += 1
  }
  return determined({ permutations: DRAWN_SPLITS, extreme, p: (extreme + 1) / (DRAWN_SPLITS + 1) })
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
