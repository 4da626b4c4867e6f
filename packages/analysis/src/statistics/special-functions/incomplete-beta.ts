import { continuedFraction } from './continued-fraction.ts'
import { logBeta } from './log-gamma.ts'

/**
 * Regularized incomplete beta function I_x(a, b) for 0 <= x <= 1, a > 0, b > 0.
 * `complement` is 1 - x; pass it where it is known more exactly than by subtraction (x close to 1).
 * Tails keep their relative precision. Continued fraction: Didonato & Morris 1992 (TOMS 708), in which nothing
 * cancels when a is large and x close to 1, unlike the one of DLMF 8.17.22.
 * @throws RangeError when an argument is out of range.
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  if (!(x >= 0 && complement >= 0 && a > 0 && b > 0)) {
    throw new RangeError(`incompleteBeta(${x}, ${a}, ${b}): needs 0 <= x <= 1, a > 0, b > 0`)
  }
  if (x === 0) return 0
  if (complement === 0) return 1
  // The fraction converges fast on this side of the mean; the symmetry I_x(a,b) = 1 - I_{1-x}(b,a) does the other.
  return x <= (a + 1) / (a + b + 2) ? lowerTail(x, complement, a, b) : 1 - lowerTail(complement, x, b, a)
}

function lowerTail(x: number, y: number, a: number, b: number): number {
  const power = a * logOf(x, y) + b * logOf(y, x) - logBeta(a, b)
  const distance = a * y - b * x + 1
  const fraction = continuedFraction((a * distance) / (a + 1), (m) => [
    ((a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x) / (a + 2 * m - 1) ** 2,
    m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) * (distance + m * (2 - x))) / (a + 2 * m + 1),
  ])
  return Math.exp(power) / fraction
}

/** ln x, given 1 - x as well. */
function logOf(x: number, complement: number): number {
  return x < 0.5 ? Math.log(x) : Math.log1p(-complement)
}
