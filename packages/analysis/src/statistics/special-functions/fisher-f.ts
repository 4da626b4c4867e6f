import { betaQuantile } from './beta-quantile.ts'
import { incompleteBeta } from './incomplete-beta.ts'

/**
 * P(F > f) of the F distribution, f >= 0, with df1 and df2 degrees of freedom (real, above 0). DLMF 8.17.
 * @throws RangeError when f is negative or a df not positive.
 */
export function fUpperTail(f: number, df1: number, df2: number): number {
  const { below, above } = shares(f, df1, df2)
  return incompleteBeta(above, df2 / 2, df1 / 2, below)
}

/** P(F <= f); see fUpperTail. */
export function fLowerTail(f: number, df1: number, df2: number): number {
  const { below, above } = shares(f, df1, df2)
  return incompleteBeta(below, df1 / 2, df2 / 2, above)
}

/** df1 f/(df2 + df1 f) and the rest of 1; where df1 f is beyond all numbers, df2 beside it is nothing. */
function shares(f: number, df1: number, df2: number): { below: number; above: number } {
  const sum = df2 + df1 * f
  return sum === Infinity ? { below: 1, above: df2 / df1 / f } : { below: (df1 * f) / sum, above: df2 / sum }
}

/**
 * The f with P(F <= f) = p, 0 < p < 1.
 * @throws RangeError when p or a df is out of range.
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  const { x, complement } = betaQuantile(p, df1 / 2, df2 / 2)
  return (df2 * x) / (df1 * complement)
}
