import { requireLevel } from '../preconditions.ts'
import { upperIncompleteGamma } from './incomplete-gamma.ts'

/** P(Z > z) of the standard normal distribution, exact to relative precision in the upper tail. */
export function normalUpperTail(z: number): number {
  const tail = 0.5 * upperIncompleteGamma(0.5, (z * z) / 2)
  return z >= 0 ? tail : 1 - tail
}

/**
 * The z with P(Z <= z) = p, 0 < p < 1: Newton's method on the logarithm of the tail, from Abramowitz & Stegun 26.2.22.
 * @throws RangeError when p is not strictly between 0 and 1.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile(${p}): needs 0 < p < 1`)
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const t = Math.sqrt(-2 * Math.log(tail))
  let z = t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t)
  // Starts within 3e-3 and converges quadratically.
  for (let i = 0; i < 5; i++) {
    const reached = normalUpperTail(z)
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
    z += (Math.log(reached / tail) * reached) / density
  }
  return p < 0.5 ? -z : z
}

/** The z with P(|Z| <= z) = level. */
export function normalCriticalValue(level: number): number {
  requireLevel(level)
  return -normalQuantile((1 - level) / 2)
}
