import { incompleteBeta } from './incomplete-beta.ts'
import { upperIncompleteGamma } from './incomplete-gamma.ts'
import { logGamma } from './log-gamma.ts'
import { normalUpperTail } from './normal.ts'
import { expectationOverScale } from './scale-mixture.ts'

/**
 * P(T > t) of the noncentral t distribution T = (Z + ncp)/S, S = sqrt(chi^2_df/df), df > 0 (real).
 * Averages the normal tail over S, or for a steep t the tail of S over Z; both only add positive terms.
 * @throws RangeError when an argument is out of range.
 */
export function noncentralTUpperTail(t: number, df: number, ncp: number): number {
  if (!(Number.isFinite(t) && df > 0 && Number.isFinite(ncp))) {
    throw new RangeError(`noncentralT(${t}, ${df}, ${ncp}): out of range`)
  }
  if (t < 0) return 1 - noncentralTUpperTail(-t, df, -ncp)
  if (t * t <= 50 * df)
    return expectationOverScale(df, (s) => normalUpperTail(t * s - ncp), Math.min(1e4, 2 + Math.abs(ncp)))
  return upperTailOverNormal(t, df, ncp)
}

/** int phi(z) P(S < (z + ncp)/t) dz over z > -ncp, Simpson's rule on fine steps from the kink at -ncp. */
function upperTailOverNormal(t: number, df: number, ncp: number): number {
  const from = Math.max(-ncp, -9)
  const to = Math.max(9, from + 9)
  const panels = 2000
  const step = (to - from) / panels
  let total = 0
  for (let i = 0; i <= panels; i++) {
    const z = from + i * step
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2
    const s = Math.max(0, (z + ncp) / t)
    total += weight * Math.exp((-z * z) / 2) * (1 - upperIncompleteGamma(df / 2, (df * s * s) / 2))
  }
  return (total * step) / 3 / Math.sqrt(2 * Math.PI)
}

/**
 * P(F > f) of the noncentral F distribution with noncentrality `ncp` >= 0: a Poisson mixture of beta tails.
 * Source: Johnson, Kotz & Balakrishnan 1995, chapter 30.
 * @throws RangeError when an argument is out of range.
 */
export function noncentralFUpperTail(f: number, df1: number, df2: number, ncp: number): number {
  if (!(f >= 0 && df1 > 0 && df2 > 0 && ncp >= 0)) {
    throw new RangeError(`noncentralF(${f}, ${df1}, ${df2}, ${ncp}): out of range`)
  }
  const sum = df2 + df1 * f
  const rate = ncp / 2
  const term = (j: number): number => {
    const logWeight = j * Math.log(rate) - rate - logGamma(j + 1)
    return Math.exp(logWeight) * incompleteBeta(df2 / sum, df2 / 2, df1 / 2 + j, (df1 * f) / sum)
  }
  if (rate === 0) return incompleteBeta(df2 / sum, df2 / 2, df1 / 2, (df1 * f) / sum)
  // Beyond ten standard deviations of the Poisson distribution nothing is left.
  const reach = 10 * Math.sqrt(rate) + 40
  let total = 0
  for (let j = Math.max(0, Math.floor(rate - reach)); j <= rate + reach; j++) total += term(j)
  return total
}
