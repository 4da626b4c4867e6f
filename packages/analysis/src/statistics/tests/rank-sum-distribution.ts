import { tieSum, midranks } from '../descriptive/ranks.ts'
import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/** Beyond this many pairs the exact distribution is slow and the normal approximation good. */
const MAX_PAIRS = 10_000

export interface ExactRankSumTest {
  /** P(W <= w) and P(W >= w) of the rank sum of the first sample. */
  pLess: number
  pGreater: number
  /** Twice the smaller of the two, at most 1. */
  p: number
  /** P(|W - E| >= |w - E|): the other two-sided p-value in use; they differ under ties. */
  pByDistance: number
}

/**
 * Exact rank sum test: over all choices of n_a of the n_a + n_b midranks, ties as they are in the data.
 * Null when a sample is empty or n_a n_b > 10,000. Source: Streitberg & Roehmel 1986, by dynamic programming.
 * @throws RangeError when a value is not finite.
 */
export function exactRankSumTest(a: readonly number[], b: readonly number[]): Statistic<ExactRankSumTest> {
  requireFinite(a)
  requireFinite(b)
  if (a.length === 0 || b.length === 0) return undetermined('no_observations')
  if (a.length * b.length > MAX_PAIRS) return undetermined('too_many_observations')
  const ranks = midranks([...a, ...b])
  // Twice a midrank is whole; where there are no ties, half of the sums would be empty.
  const unit = tieSum(ranks) === 0 ? 1 : 2
  const whole = ranks.map((rank) => unit * rank)
  const observed = whole.slice(0, a.length).reduce((total, rank) => total + rank, 0)
  const expected = (a.length * unit * (a.length + b.length + 1)) / 2
  const distance = Math.abs(observed - expected)
  let [less, greater, far] = [0, 0, 0]
  for (const [sum, probability] of subsetSums(whole, a.length).entries()) {
    if (sum <= observed) less += probability
    if (sum >= observed) greater += probability
    if (Math.abs(sum - expected) >= distance) far += probability
  }
  return determined({
    pLess: Math.min(1, less),
    pGreater: Math.min(1, greater),
    p: Math.min(1, 2 * Math.min(less, greater)),
    pByDistance: Math.min(1, far),
  })
}

/** P(U = 0), P(U = 1), ... of Mann-Whitney's U for samples of m and n values without ties. */
export function mannWhitneyProbabilities(m: number, n: number): number[] {
  const ranks = Array.from({ length: m + n }, (_, index) => index)
  return Array.from(subsetSums(ranks, m)).slice((m * (m - 1)) / 2)
}

/** The probability of each sum of `size` of the whole numbers, every choice being equally likely. */
function subsetSums(numbers: readonly number[], size: number): Float64Array {
  const sorted = numbers.toSorted((x, y) => x - y)
  const n = sorted.length
  // upTo[k]: the sum of the k smallest. Of the first i the k largest add up to upTo[i] - upTo[i - k].
  const upTo = [0]
  for (const number of sorted) upTo.push((upTo.at(-1) ?? 0) + number)
  const largestSum = (seen: number, k: number): number => (upTo[seen] ?? 0) - (upTo[seen - k] ?? 0)
  const width = largestSum(n, size) + 1
  // ways[k][sum] holds choices of k among the numbers seen so far; counts fit a double up to 10,000 pairs.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(width))
  if (ways[0]) ways[0][0] = 1
  for (const [seen, number] of sorted.entries()) {
    // Choices that the numbers to come cannot complete are left out, as are sums that cannot be reached.
    const fewest = Math.max(1, size - (n - 1 - seen))
    for (let k = Math.min(size, seen + 1); k >= fewest; k--) {
      addShifted(ways[k], ways[k - 1], number, upTo[k - 1] ?? 0, largestSum(seen, k - 1))
    }
  }
  const counts = ways[size] ?? new Float64Array(0)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / total)
}

function addShifted(
  target: Float64Array | undefined,
  source: Float64Array | undefined,
  shift: number,
  from: number,
  to: number,
): void {
  if (target === undefined || source === undefined) return
  for (let sum = from; sum <= to; sum++) target[sum + shift] = (target[sum + shift] ?? 0) + (source[sum] ?? 0)
}
