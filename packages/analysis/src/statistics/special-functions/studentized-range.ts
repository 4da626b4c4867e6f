import { normalUpperTail } from './normal.ts'
import { findRootAbove } from './root.ts'
import { expectationOverScale } from './scale-mixture.ts'

/** Spacing and reach of the nodes: the trapezoidal rule is exact to double precision with them. */
const STEP = 0.25
const REACH = 9
/** Bounds w times the density of the range at w. */
const SHARPNESS = 6

/**
 * P(Q > q) of the studentized range of k >= 2 normal values, with df >= 2 degrees of freedom of the estimated standard
 * deviation: the range of k standard normal values, averaged over that estimate. Tails keep their relative precision
 * down to about 1e-16. Source: Copenhaver & Holland 1988.
 * @throws RangeError when an argument is out of range.
 */
export function studentizedRangeUpperTail(q: number, k: number, df: number): number {
  if (!(q >= 0 && k >= 2 && df > 0)) throw new RangeError(`studentizedRange(${q}, ${k}, ${df}): out of range`)
  return Math.min(
    1,
    expectationOverScale(df, (s) => rangeUpperTail(q * s, k), SHARPNESS),
  )
}

/**
 * The q with P(Q > q) = p, 0 < p < 1.
 * @throws RangeError when an argument is out of range.
 */
export function studentizedRangeCriticalValue(p: number, k: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`studentizedRangeCriticalValue(${p}): needs 0 < p < 1`)
  return findRootAbove((q) => Math.log(studentizedRangeUpperTail(q, k, df) / p), 0, 4)
}

/**
 * P(range > w) = k int phi(z) (Phi(z)^(k-1) - (Phi(z) - Phi(z-w))^(k-1)) dz. The difference of the powers is written
 * as a product with Phi(z-w), so that nothing cancels.
 */
function rangeUpperTail(w: number, k: number): number {
  // exp(-w^2/4) is 0 by then, and the steps would vanish beside a larger w.
  if (w > 80) return 0
  let total = 0
  for (let z = w / 2 - REACH; z <= w / 2 + REACH; z += STEP) {
    const all = normalUpperTail(-z)
    const beyond = normalUpperTail(w - z)
    const within = all - beyond
    let powers = 0
    for (let i = 0; i < k - 1; i++) powers = powers * within + all ** i
    total += Math.exp((-z * z) / 2) * beyond * powers
  }
  return (k * total * STEP) / Math.sqrt(2 * Math.PI)
}
