import { fQuantile } from '../special-functions/fisher-f.ts'
import { noncentralFUpperTail } from '../special-functions/noncentral.ts'
import { requireAlpha, requirePower, smallestInteger } from './sample-size.ts'

/**
 * Power of the one-way analysis of variance of k groups of n runs for Cohen's f (sd of the group means over the sd
 * within): the noncentral F distribution with k n f^2. n >= 2 may be real. Source: Cohen 1988.
 * @throws RangeError when k < 2, n < 2, f is negative or alpha not between 0 and 1.
 */
export function anovaPower(f: number, k: number, n: number, alpha = 0.05): number {
  requireAlpha(alpha)
  if (!(k >= 2 && n >= 2 && f >= 0)) throw new RangeError(`anovaPower(${f}, ${k}, ${n}): out of range`)
  const [df1, df2] = [k - 1, k * (n - 1)]
  return noncentralFUpperTail(fQuantile(1 - alpha, df1, df2), df1, df2, k * n * f * f)
}

/**
 * The runs a group with which the analysis of variance detects f with the power asked for: real, and whole.
 * @throws RangeError when k < 2, f is not positive, or power or alpha is out of range.
 */
export function anovaSampleSize(
  f: number,
  k: number,
  power: number,
  alpha = 0.05,
): { real: number; whole: number } {
  requirePower(power, alpha)
  if (!(f > 0)) throw new RangeError(`no number of runs detects f = ${f}`)
  return smallestInteger((n) => anovaPower(f, k, n, alpha), power)
}
