import { dominance } from '../effect-size/dominance.ts'
import { normalUpperTail } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface MannWhitneyRanks {
  /** Pairs with a > b, ties counting one half; U of b is n_a n_b - U. */
  u: number
  /** Sum of the midranks of a in both samples together. */
  rankSum: number
  /** Sum of t^3 - t over the groups of t tied values. */
  tieSum: number
  /** Standard deviation of U under equal distributions, corrected for ties. */
  sigma: number
}

/**
 * What the rank sum test of Mann, Whitney and Wilcoxon rests on. Null when a sample is empty.
 * @throws RangeError when a value is not finite.
 */
export function mannWhitneyRanks(a: readonly number[], b: readonly number[]): Statistic<MannWhitneyRanks> {
  const { greater, less, pairs, tieSum } = dominance(a, b)
  if (pairs === 0) return undetermined('no_observations')
  const u = (pairs + greater - less) / 2
  const n = a.length + b.length
  return determined({
    u,
    rankSum: u + (a.length * (a.length + 1)) / 2,
    tieSum,
    sigma: Math.sqrt((pairs / 12) * (n + 1 - tieSum / (n * (n - 1)))),
  })
}

export interface ZTest {
  z: number
  /** Two-sided. */
  p: number
}

/**
 * Normal approximation of the rank sum test, z = (U - n_a n_b/2)/sigma, moved half a pair towards 0 when `corrected`.
 * Null when a sample is empty, and when all values are tied. Source: Mann & Whitney 1947, as R's wilcox.test.
 * @throws RangeError when a value is not finite.
 */
export function mannWhitneyTest(
  a: readonly number[],
  b: readonly number[],
  { corrected = true } = {},
): Statistic<ZTest> {
  const ranks = mannWhitneyRanks(a, b)
  if (ranks.value === null) return ranks
  const { u, sigma } = ranks.value
  if (sigma === 0) return undetermined('no_variation')
  return determined(zTest(u - (a.length * b.length) / 2, sigma, corrected))
}

/** The normal test of a deviation that moves in steps of 1. */
export function zTest(deviation: number, sigma: number, corrected: boolean): ZTest {
  const z = (deviation - (corrected ? Math.sign(deviation) / 2 : 0)) / sigma
  return { z, p: Math.min(1, 2 * normalUpperTail(Math.abs(z))) }
}
