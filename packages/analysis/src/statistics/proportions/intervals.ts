import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireLevel, requireProportion } from '../preconditions.ts'
import { betaQuantile } from '../special-functions/beta-quantile.ts'
import { normalCriticalValue } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/**
 * Clopper and Pearson's exact interval of a proportion: at least its level for every true proportion, so it is wide.
 * Null for n = 0. Source: Clopper & Pearson 1934.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  level: number,
): Statistic<IntervalEstimate> {
  const failures = n - successes
  return interval(successes, n, level, (tail) => ({
    lo: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1).x,
    hi: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures).x,
  }))
}

/**
 * Jeffreys's interval: the middle of the posterior under a Beta(1/2, 1/2) prior, closed at 0 for no successes and at 1
 * for no failures. Null for n = 0. Source: Brown, Cai & DasGupta 2001.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function jeffreysInterval(successes: number, n: number, level: number): Statistic<IntervalEstimate> {
  const [a, b] = [successes + 0.5, n - successes + 0.5]
  return interval(successes, n, level, (tail) => ({
    lo: successes === 0 ? 0 : betaQuantile(tail, a, b).x,
    hi: successes === n ? 1 : betaQuantile(1 - tail, a, b).x,
  }))
}

/**
 * Agresti and Coull's interval, the simple one after adding z^2/2 successes and failures; it may leave [0, 1].
 * Null for n = 0. Source: Agresti & Coull 1998.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function agrestiCoullInterval(
  successes: number,
  n: number,
  level: number,
): Statistic<IntervalEstimate> {
  return interval(successes, n, level, () => {
    const z = normalCriticalValue(level)
    const size = n + z ** 2
    const p = (successes + z ** 2 / 2) / size
    const halfWidth = z * Math.sqrt((p * (1 - p)) / size)
    return { lo: p - halfWidth, hi: p + halfWidth }
  })
}

/**
 * Wilson's interval with a continuity correction of half a success, less where the proportion is that close to 1/2, as
 * R's prop.test has it. Null for n = 0. Source: Newcombe 1998a, method 4.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function wilsonCorrectedInterval(
  successes: number,
  n: number,
  level: number,
): Statistic<IntervalEstimate> {
  return interval(successes, n, level, () => {
    const z = normalCriticalValue(level)
    const correction = Math.min(0.5, Math.abs(successes - n / 2)) / n
    const bound = (p: number, side: 1 | -1): number =>
      (p + z ** 2 / (2 * n) + side * z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) /
      (1 + z ** 2 / n)
    const [below, above] = [successes / n - correction, successes / n + correction]
    return {
      lo: below <= 0 ? 0 : Math.max(0, bound(below, -1)),
      hi: above >= 1 ? 1 : Math.min(1, bound(above, 1)),
    }
  })
}

function interval(
  successes: number,
  n: number,
  level: number,
  bounds: (tail: number) => { lo: number; hi: number },
): Statistic<IntervalEstimate> {
  requireProportion(successes, n)
  requireLevel(level)
  if (n === 0) return undetermined('no_observations')
  return determined({ level, estimate: successes / n, ...bounds((1 - level) / 2) })
}
