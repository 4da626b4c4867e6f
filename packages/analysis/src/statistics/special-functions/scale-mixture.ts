/** Weights below exp(-40) no longer show in a double. */
const NEGLIGIBLE = -40

/**
 * The expectation of f(S) for S = sqrt(chi^2_df/df), the ratio of an estimated standard deviation to the true one.
 * By the trapezoidal rule in ln s, whose error falls exponentially in the number of nodes because the integrand is
 * analytic and vanishes at both ends. `sharpness` bounds |s f'(s)|: the nodes have to be closer for a steep f.
 * Source: Trefethen & Weideman 2014, SIAM Review 56(3).
 */
export function expectationOverScale(df: number, f: (s: number) => number, sharpness: number): number {
  const step = Math.min(0.125, 0.5 / Math.hypot(Math.sqrt(2 * df), sharpness))
  const logWeight = (u: number): number => df * (u - Math.expm1(2 * u) / 2)
  let total = f(1)
  let weights = 1
  for (const direction of [-step, step]) {
    for (let u = direction; ; u += direction) {
      const logarithm = logWeight(u)
      if (logarithm < NEGLIGIBLE) break
      const weight = Math.exp(logarithm)
      weights += weight
      total += weight * f(Math.exp(u))
    }
  }
  return total / weights
}
