import { continuedFraction } from './continued-fraction.ts'
import { logGamma } from './log-gamma.ts'

/**
 * Regularized upper incomplete gamma function Q(a, x) = Gamma(a, x)/Gamma(a) for a > 0, x >= 0.
 * The upper tail keeps its relative precision. Series: DLMF 8.11.4; continued fraction: DLMF 8.9.2.
 * @throws RangeError when an argument is out of range.
 */
export function upperIncompleteGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) throw new RangeError(`upperIncompleteGamma(${a}, ${x}): needs a > 0, x >= 0`)
  if (x === 0) return 1
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  // So far out that the fraction would not converge, and nothing is left to multiply with it.
  if (scale === 0) return x < a + 1 ? 1 : 0
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale / upperFraction(a, x)
}

/** sum of x^k / (a (a+1) ... (a+k)), k from 0. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; term > sum * (Number.EPSILON / 4); k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum
}

function upperFraction(a: number, x: number): number {
  return continuedFraction(x + 1 - a, (i) => [-i * (i - a), x + 1 - a + 2 * i])
}
