import { noncentralTUpperTail } from '../special-functions/noncentral.ts'
import { findRootAbove } from '../special-functions/root.ts'
import { studentTQuantile } from '../special-functions/student-t.ts'
import { requireAlpha, requirePower, smallestInteger } from './sample-size.ts'

export interface TPowerOptions {
  /** Two samples of n runs each, or n pairs. */
  design?: 'two_sample' | 'paired'
  alternative?: 'two_sided' | 'one_sided'
  alpha?: number
  /** Count rejections in the wrong direction as well; only two-sided tests have them. */
  strict?: boolean
}

/**
 * Power of the t test for a standardized difference d with n runs a group, or n pairs: the noncentral t distribution
 * with d sqrt(n/2), or d sqrt(n). n >= 2 may be real. Log metrics have d = ln(ratio)/s_log.
 * Source: Cohen 1988, as R's power.t.test.
 * @throws RangeError when n < 2 or alpha is not between 0 and 1.
 */
export function tTestPower(d: number, n: number, options: TPowerOptions = {}): number {
  if (!(n >= 2)) throw new RangeError(`power of n = ${n}: needs at least 2`)
  const groups = options.design === 'paired' ? 1 : 2
  return power(Math.abs(d) * Math.sqrt(n / groups), groups * (n - 1), options)
}

/**
 * Power of the two-sample t test with unequal sizes, in the direction of d and against it when two-sided.
 * Source: Cohen 1988, as pwr.t2n.test of R's pwr.
 * @throws RangeError when a size is below 2 or alpha is not between 0 and 1.
 */
export function unequalTTestPower(
  d: number,
  nA: number,
  nB: number,
  options: Omit<TPowerOptions, 'design'> = {},
): number {
  if (!(nA >= 2 && nB >= 2)) throw new RangeError(`power of ${nA} and ${nB} runs: needs at least 2 each`)
  return power(Math.abs(d) / Math.sqrt(1 / nA + 1 / nB), nA + nB - 2, { strict: true, ...options })
}

/**
 * The runs a group, or pairs, with which the t test detects d with the power asked for: the real n at which it is
 * reached (at least 2) and the smallest whole one.
 * @throws RangeError when d is 0, or power or alpha is not between 0 and 1, or power not above alpha.
 */
export function tTestSampleSize(
  d: number,
  target: number,
  options: TPowerOptions = {},
): { real: number; whole: number } {
  requirePower(target, options.alpha ?? 0.05)
  if (!(Math.abs(d) > 0)) throw new RangeError('no number of runs detects a difference of 0')
  return smallestInteger((n) => tTestPower(d, n, options), target)
}

/**
 * The smallest standardized difference that the t test detects with the power asked for, at n runs a group, or pairs.
 * @throws RangeError when n < 2, or power or alpha is not between 0 and 1, or power not above alpha.
 */
export function minimumDetectableEffect(n: number, target: number, options: TPowerOptions = {}): number {
  requirePower(target, options.alpha ?? 0.05)
  return findRootAbove((d) => tTestPower(d, n, options) - target, 0)
}

/** How efficient the rank tests are beside the t test: for normal values, and at worst. Source: Hodges & Lehmann 1956. */
export const RANK_TEST_EFFICIENCY = { normal: 3 / Math.PI, worst: 0.864 } as const

/**
 * The runs a group for Mann-Whitney or Brunner-Munzel, from those of the t test, rounded up.
 * @throws RangeError when the efficiency is not positive.
 */
export function rankTestSampleSize(n: number, efficiency: number = RANK_TEST_EFFICIENCY.normal): number {
  if (!(efficiency > 0)) throw new RangeError(`efficiency ${efficiency} is not positive`)
  return Math.ceil(n / efficiency)
}

function power(
  ncp: number,
  df: number,
  { alternative, alpha = 0.05, strict = false }: TPowerOptions,
): number {
  requireAlpha(alpha)
  const sides = alternative === 'one_sided' ? 1 : 2
  const critical = -studentTQuantile(alpha / sides, df)
  const detected = noncentralTUpperTail(critical, df, ncp)
  return strict && sides === 2 ? detected + noncentralTUpperTail(critical, df, -ncp) : detected
}
