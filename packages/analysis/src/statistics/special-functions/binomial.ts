import { incompleteBeta } from './incomplete-beta.ts'

/**
 * P(X <= k) for X ~ Binomial(n, p): I_{1-p}(n - k, k + 1). DLMF 8.17.5. k may be any integer.
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBeta(1 - p, n - k, k + 1, p)
}
