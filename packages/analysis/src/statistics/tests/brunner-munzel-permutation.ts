import { requireFinite } from '../preconditions.ts'
import type { Random } from '../resampling/random.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { brunnerMunzelTest } from './brunner-munzel.ts'
import { choose, combinations } from './combinations.ts'
import { MAX_EXACT_SPLITS, type PermutationTest } from './permutation.ts'

/** Splits drawn at random where there are too many to go through all. */
export const DRAWN_SPLITS = 9999

/**
 * Studentized permutation test of Brunner and Munzel's statistic, which holds its level from 4 values a side on, under
 * unequal spreads too: over all splits up to 20,000, otherwise over 9,999 drawn ones, p = (b + 1)/(B + 1).
 * A completely separated split has an infinite statistic. The order of the values does not matter, nor which sample is
 * named first. Null for n < 2 and when all values are tied. Source: Neubert & Brunner 2007.
 * @throws RangeError when a value is not finite.
 */
export function brunnerMunzelPermutation(
  a: readonly number[],
  b: readonly number[],
  random: Random,
): Statistic<PermutationTest> {
  requireFinite(a)
  requireFinite(b)
  const test = brunnerMunzelTest(a, b)
  if (test.value === null && test.reason !== 'complete_separation') return undetermined(test.reason)
  return permutationTestOf(a, b, permutationDistribution([...a, ...b], Math.min(a.length, b.length), random))
}

/** The statistic over splits of the same values. */
export interface PermutationDistribution {
  squares: Float64Array
  /** All splits, not some drawn at random. */
  isExact: boolean
}

/** The squared statistic over all splits of the values with so many in the smaller sample, or over drawn ones. */
export function permutationDistribution(
  values: readonly number[],
  smaller: number,
  random: Random,
): PermutationDistribution {
  const { groups } = pooled(values, [])
  const isIn = new Uint8Array(values.length)
  const squareOf = (chosen: Iterable<number>): number => {
    isIn.fill(0)
    for (const index of chosen) isIn[index] = 1
    return squaredStatistic(groups, isIn, smaller)
  }
  const splits = choose(values.length, smaller)
  if (splits <= MAX_EXACT_SPLITS) {
    const squares = new Float64Array(splits)
    let next = 0
    for (const chosen of combinations(values.length, smaller)) squares[next++] = squareOf(chosen)
    return { squares, isExact: true }
  }
  const indices = Uint32Array.from({ length: values.length }, (_, index) => index)
  const squares = Float64Array.from({ length: DRAWN_SPLITS }, () => {
    shuffleFirst(indices, smaller, random)
    return squareOf(indices.subarray(0, smaller))
  })
  return { squares, isExact: false }
}

/** What the statistic of a split says within the distribution over the splits of the same values. */
export function permutationTestOf(
  a: readonly number[],
  b: readonly number[],
  { squares, isExact }: PermutationDistribution,
): Statistic<PermutationTest> {
  const { groups, isOfSmaller } = pooled(a, b)
  const observed = squaredStatistic(groups, isOfSmaller, Math.min(a.length, b.length)) * (1 - 1e-9)
  const extreme = squares.reduce((count, square) => (square >= observed ? count + 1 : count), 0)
  const permutations = squares.length
  return determined({
    permutations,
    extreme,
    p: isExact ? extreme / permutations : (extreme + 1) / (permutations + 1),
  })
}

/** All values in ascending order: the sizes of the groups of equal ones, and which belong to the smaller sample. */
function pooled(
  a: readonly number[],
  b: readonly number[],
): { groups: Uint32Array; isOfSmaller: Uint8Array } {
  const [small, large] = a.length <= b.length ? [a, b] : [b, a]
  const all = [
    ...small.map((value) => ({ value, own: 1 })),
    ...large.map((value) => ({ value, own: 0 })),
  ].toSorted((x, y) => x.value - y.value)
  const sizes: number[] = []
  for (const [index, { value }] of all.entries()) {
    if (index > 0 && all[index - 1]?.value === value) sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1
    else sizes.push(1)
  }
  return { groups: Uint32Array.from(sizes), isOfSmaller: Uint8Array.from(all, ({ own }) => own) }
}

/**
 * The square of Brunner and Munzel's statistic of one split, from twice the placements: of a value, the values of the
 * other sample below it, equal ones counted half. They are whole numbers, so that the sums are exact.
 */
function squaredStatistic(groups: Uint32Array, isIn: Uint8Array, size: number): number {
  const others = isIn.length - size
  let [place, ownBelow, othersBelow, sum, squares, sumOfOthers, squaresOfOthers] = [0, 0, 0, 0, 0, 0, 0]
  for (const group of groups) {
    let own = 0
    for (let i = 0; i < group; i++) own += isIn[place++] ?? 0
    const rest = group - own
    const placement = 2 * othersBelow + rest
    const placementOfOthers = 2 * ownBelow + own
    sum += own * placement
    squares += own * placement * placement
    sumOfOthers += rest * placementOfOthers
    squaresOfOthers += rest * placementOfOthers * placementOfOthers
    ownBelow += own
    othersBelow += rest
  }
  // Differences of whole numbers: exactly 0 where no placement varies.
  const variance =
    (size * squares - sum ** 2) / (size - 1) / (size * others) ** 2 +
    (others * squaresOfOthers - sumOfOthers ** 2) / (others - 1) / (size * others) ** 2
  const distance = sum / (size * others) - 1
  return distance === 0 ? 0 : distance ** 2 / variance
}

/** The first k of the numbers become k of them drawn at random: the first steps of a Fisher-Yates shuffle. */
function shuffleFirst(numbers: Uint32Array, k: number, random: Random): void {
  for (let i = 0; i < k; i++) {
    const j = i + random(numbers.length - i)
    const swapped = numbers[i] ?? 0
    numbers[i] = numbers[j] ?? 0
    numbers[j] = swapped
  }
}
