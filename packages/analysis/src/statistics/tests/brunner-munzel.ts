import { midranks, pooledRanks } from '../descriptive/ranks.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireFinite } from '../preconditions.ts'
import { studentTCriticalValue, studentTTwoSidedTail } from '../special-functions/student-t.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/** Which sample tends to larger values, whatever their spreads. */
export interface BrunnerMunzelTest {
  /** P(a < b) + P(a = b)/2, that is 1 - A12, and its standard error. */
  theta: number
  standardError: number
  /** Positive when b tends to be larger. */
  statistic: number
  df: number
  /** Two-sided, from the t distribution. */
  p: number
}

/**
 * Brunner and Munzel's test of P(a < b) + P(a = b)/2 = 1/2, with the t approximation: liberal below 10 values a side,
 * where brunnerMunzelPermutation belongs. Null for n < 2, and when no midrank varies: complete separation or only ties.
 * Source: Brunner & Munzel 2000.
 * @throws RangeError when a value is not finite.
 */
export function brunnerMunzelTest(a: readonly number[], b: readonly number[]): Statistic<BrunnerMunzelTest> {
  requireFinite(a)
  requireFinite(b)
  const smaller = Math.min(a.length, b.length)
  if (smaller === 0) return undetermined('no_observations')
  if (smaller === 1) return undetermined('one_observation')
  const [ranksA = [], ranksB = []] = pooledRanks([a, b])
  const placements = { a: varianceOf(ranksA, midranks(a)), b: varianceOf(ranksB, midranks(b)) }
  const theta = (average(ranksB) - (b.length + 1) / 2) / a.length
  const [termA, termB] = [placements.a / a.length / b.length ** 2, placements.b / b.length / a.length ** 2]
  const variance = termA + termB
  if (variance === 0) {
    return undetermined(theta === 0 || theta === 1 ? 'complete_separation' : 'no_variation')
  }
  const standardError = Math.sqrt(variance)
  const statistic = (theta - 0.5) / standardError
  const df = variance ** 2 / (termA ** 2 / (a.length - 1) + termB ** 2 / (b.length - 1))
  return determined({ theta, standardError, statistic, df, p: studentTTwoSidedTail(statistic, df) })
}

/**
 * theta +- t_df se; it may leave [0, 1].
 * @throws RangeError when the level is not between 0 and 1.
 */
export function brunnerMunzelInterval(
  { theta, standardError, df }: BrunnerMunzelTest,
  level: number,
): Statistic<IntervalEstimate> {
  const halfWidth = studentTCriticalValue(level, df) * standardError
  return determined({ level, estimate: theta, lo: theta - halfWidth, hi: theta + halfWidth })
}

/** The variance of the placements: how the midranks among all values exceed those within the sample. */
function varianceOf(pooled: readonly number[], within: readonly number[]): number {
  const placements = pooled.map((rank, index) => rank - (within[index] ?? 0))
  const centre = average(placements)
  return placements.reduce((total, value) => total + (value - centre) ** 2, 0) / (placements.length - 1)
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}
