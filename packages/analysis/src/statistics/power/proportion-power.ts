import { requireProbability } from '../preconditions.ts'
import { cohensH } from '../proportions/difference.ts'
import { normalQuantile, normalUpperTail } from '../special-functions/normal.ts'
import { findRootAbove } from '../special-functions/root.ts'
import { requireAlpha, requirePower } from './sample-size.ts'

/**
 * Power of the two-sided z test of two proportions with n runs a group, normal approximation, without rejections in
 * the wrong direction. Optimistic for few runs: Fisher's test has less. Source: Fleiss 1981, as R's power.prop.test.
 * @throws RangeError when a proportion or alpha is not between 0 and 1, or n not positive.
 */
export function proportionPower(p: number, q: number, n: number, alpha = 0.05): number {
  requireAlpha(alpha)
  if (!(n > 0)) throw new RangeError(`power of n = ${n}: needs more than 0`)
  const { pooled, separate } = deviations(p, q)
  return normalUpperTail((-normalQuantile(alpha / 2) * pooled - Math.sqrt(n) * Math.abs(p - q)) / separate)
}

/**
 * The runs a group at which proportionPower is the power asked for: real, and whole.
 * @throws RangeError when the proportions are equal, or one of them, power or alpha is out of range.
 */
export function proportionSampleSize(
  p: number,
  q: number,
  power: number,
  alpha = 0.05,
): { real: number; whole: number } {
  requirePower(power, alpha)
  const { pooled, separate } = deviations(p, q)
  if (p === q) throw new RangeError('no number of runs detects a difference of 0')
  const distance = -normalQuantile(alpha / 2) * pooled + normalQuantile(power) * separate
  const real = (distance / (p - q)) ** 2
  return { real, whole: Math.ceil(real) }
}

/**
 * The real number of runs a group that detects Cohen's h with a two-sided test on the arcsine scale.
 * Source: Cohen 1988, chapter 6, as pwr.2p.test of R's pwr.
 * @throws RangeError when the proportions are equal, or one of them, power or alpha is out of range.
 */
export function arcsineSampleSize(p: number, q: number, power: number, alpha = 0.05): number {
  requirePower(power, alpha)
  const h = Math.abs(cohensH(p, q))
  if (h === 0) throw new RangeError('no number of runs detects a difference of 0')
  const critical = -normalQuantile(alpha / 2)
  return findRootAbove((n) => {
    const distance = h * Math.sqrt(n / 2)
    return normalUpperTail(critical - distance) + normalUpperTail(critical + distance) - power
  }, 0)
}

/** Standard deviations of one run's contribution to the difference, under equal and under the given proportions. */
function deviations(p: number, q: number): { pooled: number; separate: number } {
  requireProbability(p, 'p')
  requireProbability(q, 'q')
  const separate = Math.sqrt(p * (1 - p) + q * (1 - q))
  if (separate === 0) throw new RangeError('proportions of 0 and 1 alone leave nothing to chance')
  return { pooled: Math.sqrt((p + q) * (1 - (p + q) / 2)), separate }
}
