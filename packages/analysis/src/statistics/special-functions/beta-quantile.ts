import { incompleteBeta } from './incomplete-beta.ts'
import { findRoot } from './root.ts'

/**
 * The x with I_x(a, b) = p, 0 < p < 1, and its complement 1 - x, each exact to relative precision:
 * by the root in the logarithm of the odds x/(1 - x).
 * @throws RangeError when an argument is out of range.
 */
export function betaQuantile(p: number, a: number, b: number): { x: number; complement: number } {
  if (!(p > 0 && p < 1 && a > 0 && b > 0)) {
    throw new RangeError(`betaQuantile(${p}, ${a}, ${b}): needs 0 < p < 1, a > 0, b > 0`)
  }
  const atLogOdds = (logOdds: number): { x: number; complement: number } => ({
    x: 1 / (1 + Math.exp(-logOdds)),
    complement: 1 / (1 + Math.exp(logOdds)),
  })
  // The smaller of the two tails decides, so that neither loses its digits.
  const excess = (logOdds: number): number => {
    const { x, complement } = atLogOdds(logOdds)
    return p <= 0.5
      ? Math.log(incompleteBeta(x, a, b, complement) / p)
      : -Math.log(incompleteBeta(complement, b, a, x) / (1 - p))
  }
  const centre = Math.log(a / b)
  let reach = 1
  while (excess(centre - reach) > 0) reach *= 2
  const lo = centre - reach
  reach = 1
  while (excess(centre + reach) < 0) reach *= 2
  return atLogOdds(findRoot(excess, lo, centre + reach))
}
