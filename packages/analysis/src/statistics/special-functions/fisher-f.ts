import { betaQuantile } from './beta-quantile.ts'
import { incompleteBeta } from './incomplete-beta.ts'

/**
 * P(F > f) of the F distribution, f >= 0, with df1 and df2 degrees of freedom (real, above 0). DLMF 8.17.
 * @throws RangeError when f is negative or a df not positive.
 */
export function fUpperTail(f: number, df1: number, df2: number): number {
  const sum = df2 + df1 * f
  // Beside so large an f, df2 is nothing.
  if (sum === Infinity) return incompleteBeta(df2 / df1 / f, df2 / 2, df1 / 2, 1)
  return incompleteBeta(df2 / sum, df2 / 2, df1 / 2, (df1 * f) / sum)
}

/** P(F <= f); see fUpperTail. */
export function fLowerTail(f: number, df1: number, df2: number): number {
  const sum = df2 + df1 * f
  return incompleteBeta((df1 * f) / sum, df1 / 2, df2 / 2, df2 / sum)
}

/**
 * The f with P(F <= f) = p, 0 < p < 1.
 * @throws RangeError when p or a df is out of range.
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  const { x, complement } = betaQuantile(p, df1 / 2, df2 / 2)
  return (df2 * x) / (df1 * complement)
}
