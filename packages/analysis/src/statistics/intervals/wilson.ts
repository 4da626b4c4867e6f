import { normalCriticalValue } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { IntervalEstimate } from './interval.ts'

/**
 * Wilson's score interval of a proportion, (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2))/(1 + z^2/n).
 * Null for n = 0. Source: Wilson 1927.
 * @throws RangeError when successes and n are not counts with successes <= n, or the level not between 0 and 1.
 */
export function wilsonInterval(successes: number, n: number, level: number): Statistic<IntervalEstimate> {
  if (!(Number.isSafeInteger(successes) && Number.isSafeInteger(n) && successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} of ${n} is not a proportion of counts`)
  }
  if (n === 0) return undetermined('no_observations')
  const z = normalCriticalValue(level)
  const p = successes / n
  const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n)
  const halfWidth = wilsonHalfWidth(p, n, level)
  return determined({
    level,
    estimate: p,
    // At the boundary the formula gives exactly 0 or 1, up to rounding.
    lo: successes === 0 ? 0 : centre - halfWidth,
    hi: successes === n ? 1 : centre + halfWidth,
  })
}

/** Half the width of Wilson's interval around a proportion p of n > 0, which need not be a count of n. */
export function wilsonHalfWidth(p: number, n: number, level: number): number {
  const z = normalCriticalValue(level)
  return (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n)
}
