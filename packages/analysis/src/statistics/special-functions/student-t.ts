import { requireLevel } from '../preconditions.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { logBeta } from './log-gamma.ts'
import { normalQuantile } from './normal.ts'

const MAX_STEPS = 200
/** Where t^2/df is beyond this, the tail is its leading term to the last digit, and t^2 may be beyond all numbers. */
const FAR = 1e20
const SMALLEST_NORMAL = 2 ** -1022

/**
 * P(|T| > |t|) of Student's t with df > 0 degrees of freedom (real): I_x(df/2, 1/2), x = df/(df + t^2). DLMF 8.17.
 * @throws RangeError when df <= 0.
 */
export function studentTTwoSidedTail(t: number, df: number): number {
  requireDegreesOfFreedom(df)
  if ((t * t) / df > FAR) return farTail(Math.abs(t), df)
  const sum = df + t * t
  return incompleteBeta(df / sum, df / 2, 0.5, (t * t) / sum)
}

/**
 * P(T > t); the upper tail keeps its relative precision.
 * @throws RangeError when df <= 0.
 */
export function studentTUpperTail(t: number, df: number): number {
  const tail = studentTTwoSidedTail(t, df) / 2
  return t >= 0 ? tail : 1 - tail
}

/**
 * The t with P(T <= t) = p, 0 < p < 1, df > 0 (real).
 * Newton's method on ln(tail) as a function of ln(t): concave and decreasing, nearly a line for small df,
 * so that it converges from any start; the normal quantile is the start.
 * Infinite where it is beyond the range of numbers, as for p = 1e-300 and df = 1/2.
 * @throws RangeError when p or df is out of range; Error when it does not converge.
 */
export function studentTQuantile(p: number, df: number): number {
  requireDegreesOfFreedom(df)
  if (p === 0.5) return 0
  const start = Math.abs(normalQuantile(p))
  const twoSided = 2 * Math.min(p, 1 - p)
  const logConstant = -logBeta(0.5, df / 2) - 0.5 * Math.log(df)
  let t = start
  let before = start
  for (let i = 0; i < MAX_STEPS; i++) {
    const reached = studentTTwoSidedTail(t, df)
    if (reached < SMALLEST_NORMAL && t < Infinity) {
      // The step went to where the tail has no digits left, or is 0: half of it in ln(t) will do, or half of that.
      t = Math.sqrt(t * before)
      continue
    }
    before = t
    const isFar = (t * t) / df > FAR
    const density = 2 * Math.exp(logConstant - ((df + 1) / 2) * Math.log1p((t * t) / df))
    // Far out density and tail may be below all numbers, but their ratio is df/t.
    const slope = isFar ? df : (density * t) / reached
    const step = Math.log(reached / twoSided) / slope
    t *= Math.exp(step)
    // The convergence is quadratic: what is left after such a step is below rounding.
    if (Math.abs(step) < 1e-9 || t === Infinity) return p < 0.5 ? -t : t
  }
  throw new Error(`studentTQuantile(${p}, ${df}) did not converge`)
}

/** x^a/(a B(a, 1/2)) with x = df/t^2 and a = df/2; the terms left out are smaller by the factor x. */
function farTail(t: number, df: number): number {
  const a = df / 2
  return Math.exp(a * (Math.log(df) - 2 * Math.log(t)) - Math.log(a) - logBeta(a, 0.5))
}

/** The t with P(|T| <= t) = level. */
export function studentTCriticalValue(level: number, df: number): number {
  requireLevel(level)
  return -studentTQuantile((1 - level) / 2, df)
}

function requireDegreesOfFreedom(df: number): void {
  if (!(df > 0)) throw new RangeError(`${df} degrees of freedom: needs more than 0`)
}
