import type { IntervalEstimate } from '../intervals/interval.ts'
import { wilsonInterval } from '../intervals/wilson.ts'
import { requireLevel, requireProbability } from '../preconditions.ts'
import { normalCriticalValue } from '../special-functions/normal.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'
import { type Proportion, requireProportions } from './table.ts'

/**
 * The difference of two proportions, first less second, with Newcombe's interval from the two Wilson intervals:
 * d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2), d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2). Null when an arm is empty.
 * Source: Newcombe 1998b, method 10.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n, or the level not between 0 and 1.
 */
export function newcombeInterval(a: Proportion, b: Proportion, level: number): Statistic<IntervalEstimate> {
  return mapped(wilsonInterval(a.x, a.n, level), (armA) =>
    mapped(wilsonInterval(b.x, b.n, level), (armB) => {
      const estimate = armA.estimate - armB.estimate
      return determined({
        level,
        estimate,
        lo: estimate - Math.hypot(armA.estimate - armA.lo, armB.hi - armB.estimate),
        hi: estimate + Math.hypot(armA.hi - armA.estimate, armB.estimate - armB.lo),
      })
    }),
  )
}

/**
 * The simple interval of the difference after adding one success and one failure to each arm; its centre is the
 * difference after that. Null when an arm is empty. Source: Agresti & Caffo 2000.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n, or the level not between 0 and 1.
 */
export function agrestiCaffoInterval(
  a: Proportion,
  b: Proportion,
  level: number,
): Statistic<IntervalEstimate> {
  requireProportions(a, b)
  requireLevel(level)
  if (a.n === 0 || b.n === 0) return undetermined('no_observations')
  const [p, q] = [(a.x + 1) / (a.n + 2), (b.x + 1) / (b.n + 2)]
  const error = Math.sqrt((p * (1 - p)) / (a.n + 2) + (q * (1 - q)) / (b.n + 2))
  const halfWidth = normalCriticalValue(level) * error
  return determined({ level, estimate: a.x / a.n - b.x / b.n, lo: p - q - halfWidth, hi: p - q + halfWidth })
}

/**
 * p_a/p_b. Null when an arm is empty and when the second has no success.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function riskRatio(a: Proportion, b: Proportion): Statistic<number> {
  requireProportions(a, b)
  if (a.n === 0 || b.n === 0) return undetermined('no_observations')
  return b.x === 0 ? undetermined('zero_denominator') : determined(a.x / a.n / (b.x / b.n))
}

/**
 * Cohen's h, 2 asin sqrt p - 2 asin sqrt q: a difference that can be detected equally well everywhere.
 * Source: Cohen 1988, chapter 6.
 * @throws RangeError when a proportion is not between 0 and 1.
 */
export function cohensH(p: number, q: number): number {
  requireProbability(p, 'p')
  requireProbability(q, 'q')
  return 2 * Math.asin(Math.sqrt(p)) - 2 * Math.asin(Math.sqrt(q))
}
