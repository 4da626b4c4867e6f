import { midranks, tieSum } from '../descriptive/ranks.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { type ZTest, zTest } from '../tests/mann-whitney.ts'
import { differencesOf } from './paired-t.ts'

/** Beyond this many differences the normal approximation is as good. */
const MAX_EXACT = 200

export interface SignedRanks {
  /** Differences other than 0; only they are ranked, by size. */
  n: number
  /** Sum of the ranks of the positive differences. */
  v: number
  /** (ranks of positive - ranks of negative differences)/all ranks, in [-1, 1]; null without a difference. */
  rankBiserial: number | null
  hasTies: boolean
  hasZeros: boolean
}

/**
 * What Wilcoxon's signed rank test rests on, and its effect size. Source: Wilcoxon 1945, Kerby 2014.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function signedRanks(a: readonly number[], b: readonly number[]): SignedRanks {
  const all = differencesOf(a, b)
  const differences = all.filter((difference) => difference !== 0)
  const sizes = differences.map(Math.abs)
  const n = differences.length
  const v = midranks(sizes).reduce((sum, rank, i) => sum + ((differences[i] ?? 0) > 0 ? rank : 0), 0)
  const total = (n * (n + 1)) / 2
  return {
    n,
    v,
    rankBiserial: n === 0 ? null : (2 * v - total) / total,
    hasTies: tieSum(sizes) > 0,
    hasZeros: n < all.length,
  }
}

/**
 * Wilcoxon's signed rank test, normal approximation with continuity correction and correction for ties; differences
 * of 0 are dropped. Null without a difference. Source: Wilcoxon 1945, as R's wilcox.test.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function signedRankTest(a: readonly number[], b: readonly number[]): Statistic<ZTest> {
  const { n, v } = signedRanks(a, b)
  if (n === 0) return undetermined(a.length === 0 ? 'no_observations' : 'no_variation')
  const sizes = differencesOf(a, b).flatMap((difference) => (difference === 0 ? [] : [Math.abs(difference)]))
  const sigma = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieSum(sizes) / 48)
  return determined(zTest(v - (n * (n + 1)) / 4, sigma, true))
}

/**
 * The exact two-sided p-value of the signed rank test, given the ties; differences of 0 are dropped. Null without a
 * difference and for more than 200 pairs. Source: Wilcoxon 1945; with ties Streitberg & Röhmel 1986, as wilcox.exact of
 * R's exactRankTests.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function exactSignedRankTest(a: readonly number[], b: readonly number[]): Statistic<number> {
  const sizes = differencesOf(a, b).flatMap((difference) => (difference === 0 ? [] : [Math.abs(difference)]))
  if (sizes.length === 0) return undetermined(a.length === 0 ? 'no_observations' : 'no_variation')
  if (sizes.length > MAX_EXACT) return undetermined('too_many_observations')
  // Twice the midranks, which are whole numbers.
  const ranks = midranks(sizes).map((rank) => 2 * rank)
  const total = sizes.length * (sizes.length + 1)
  const v = 2 * signedRanks(a, b).v
  const smaller = Math.min(v, total - v)
  // ways[s]: probability of rank sum s among the ranks so far, each being in with probability 1/2.
  const ways = new Float64Array(total + 1)
  ways[0] = 1
  for (const rank of ranks) {
    for (let sum = total; sum >= 0; sum--) {
      ways[sum] = ((ways[sum] ?? 0) + (sum >= rank ? (ways[sum - rank] ?? 0) : 0)) / 2
    }
  }
  const tail = ways.subarray(0, smaller + 1).reduce((sum, probability) => sum + probability, 0)
  return determined(Math.min(1, 2 * tail))
}
