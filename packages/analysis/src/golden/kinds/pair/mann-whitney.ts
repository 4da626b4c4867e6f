import { hodgesLehmannInterval, hodgesLehmannShift } from '../../../statistics/tests/hodges-lehmann.ts'
import { mannWhitneyRanks, mannWhitneyTest } from '../../../statistics/tests/mann-whitney.ts'
import { exactRankSumTest } from '../../../statistics/tests/rank-sum-distribution.ts'
import type { Figures } from '../figures.ts'

/** Up to this many pairs the reference has the distribution under ties. */
const MAX_PAIRS_UNDER_TIES = 2500

export function mannWhitneyFigures(a: readonly number[], b: readonly number[]): Figures {
  const ranks = mannWhitneyRanks(a, b).value
  if (ranks === null) return null
  const plain = mannWhitneyTest(a, b, { corrected: false }).value
  const corrected = mannWhitneyTest(a, b).value
  const hasTies = ranks.tieSum > 0
  const pairs = a.length * b.length
  const exact = exactRankSumTest(a, b).value
  const interval = hodgesLehmannInterval(a, b, 0.95).value
  return {
    U_a: ranks.u,
    U_b: pairs - ranks.u,
    rank_sum_a: ranks.rankSum,
    tie_sum: ranks.tieSum,
    has_ties: hasTies,
    sigma: ranks.sigma,
    z: plain && plain.z,
    p_normal: plain && plain.p,
    z_cc: corrected && corrected.z,
    p_normal_cc: corrected && corrected.p,
    p_exact_no_ties: exact === null || hasTies ? null : exact.p,
    exact_conditional:
      exact === null || pairs > MAX_PAIRS_UNDER_TIES
        ? null
        : { p_less: exact.pLess, p_greater: exact.pGreater, p_2min: exact.p, p_abs: exact.pByDistance },
    hodges_lehmann: hodgesLehmannShift(a, b).value,
    hl_ci95_exact: interval && { lo: interval.lo, hi: interval.hi, coverage: interval.coverage },
  }
}
