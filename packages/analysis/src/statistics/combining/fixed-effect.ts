import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireFinite } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import { fUpperTail } from '../special-functions/fisher-f.ts'
import { normalCriticalValue, normalUpperTail } from '../special-functions/normal.ts'
import { studentTCriticalValue, studentTTwoSidedTail } from '../special-functions/student-t.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'

export interface EstimateWithError {
  estimate: number
  standardError: number
  /** Degrees of freedom of the standard error; absent: it is taken as known. */
  df?: number
}

export interface FixedEffect extends IntervalEstimate {
  standardError: number
  /** Two-sided, of no effect in common. */
  p: number
}

/** Weights 1/v_i as shares of their sum W. */
interface Weighted {
  centre: number
  total: number
  shares: number[]
}

/**
 * The common effect of k >= 1 independent estimates r_i: r = sum(r_i/v_i)/W with W = sum(1/v_i). Since the variances
 * are estimates themselves, that of r is (1 + 4 sum(s_i (1 - s_i)/df_i))/W, s_i = 1/(v_i W), with t on
 * 1/sum(s_i^2/df_i) degrees of freedom; where no df is given, a normal quantile. Null for k = 0 and when a standard
 * error is 0. Source: Cochran 1954, Meier 1953.
 * @throws RangeError when a number is not finite or the level not between 0 and 1.
 */
export function fixedEffect(estimates: readonly EstimateWithError[], level: number): Statistic<FixedEffect> {
  return mapped(weighted(estimates), ({ centre, total, shares }) => {
    const perDf = (f: (share: number) => number): number =>
      estimates.reduce((sum, { df }, index) => sum + (df === undefined ? 0 : f(shares[index] ?? 0) / df), 0)
    const standardError = Math.sqrt((1 + 4 * perDf((share) => share * (1 - share))) / total)
    const inverseDf = perDf((share) => share ** 2)
    const isKnown = inverseDf === 0
    const critical = isKnown ? normalCriticalValue(level) : studentTCriticalValue(level, 1 / inverseDf)
    const t = Math.abs(centre) / standardError
    return determined({
      level,
      estimate: centre,
      lo: centre - critical * standardError,
      hi: centre + critical * standardError,
      standardError,
      p: isKnown ? 2 * normalUpperTail(t) : studentTTwoSidedTail(t, 1 / inverseDf),
    })
  })
}

export interface Heterogeneity {
  q: number
  df: number
  /** Of Q, chi-squared with k - 1 degrees of freedom: rejects too often when there are few runs. */
  pChiSquared: number
  /** Of Welch's F, which holds its level; the same as pChiSquared where the variances are known. */
  p: number
}

/**
 * Whether k >= 2 estimates have one effect in common: Cochran's Q = sum((r_i - r)^2/v_i), and as Welch's
 * F = Q/(k - 1)/(1 + 2 (k - 2) L/(k^2 - 1)) on k - 1 and (k^2 - 1)/(3 L), L = sum((1 - s_i)^2/df_i).
 * Null for k < 2 and when a standard error is 0. Source: Cochran 1954, Welch 1951.
 * @throws RangeError when a number is not finite.
 */
export function heterogeneityTest(estimates: readonly EstimateWithError[]): Statistic<Heterogeneity> {
  const k = estimates.length
  if (k < 2) return undetermined('too_few_observations')
  return mapped(weighted(estimates), ({ centre, shares }) => {
    const q = estimates.reduce(
      (sum, { estimate, standardError }) => sum + ((estimate - centre) / standardError) ** 2,
      0,
    )
    const looseness = estimates.reduce(
      (sum, { df }, index) => sum + (df === undefined ? 0 : (1 - (shares[index] ?? 0)) ** 2 / df),
      0,
    )
    const df = k - 1
    const pChiSquared = chiSquaredUpperTail(q, df)
    const f = q / df / (1 + (2 * (k - 2) * looseness) / (k ** 2 - 1))
    const p = looseness === 0 ? pChiSquared : fUpperTail(f, df, (k ** 2 - 1) / (3 * looseness))
    return determined({ q, df, pChiSquared, p })
  })
}

function weighted(estimates: readonly EstimateWithError[]): Statistic<Weighted> {
  requireFinite(estimates.flatMap(({ estimate, standardError }) => [estimate, standardError]))
  if (estimates.length === 0) return undetermined('no_observations')
  if (estimates.some(({ standardError }) => standardError === 0)) return undetermined('no_variation')
  const weights = estimates.map(({ standardError }) => 1 / standardError ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!Number.isFinite(total)) return undetermined('overflow')
  const shares = weights.map((weight) => weight / total)
  const centre = estimates.reduce((sum, { estimate }, index) => sum + estimate * (shares[index] ?? 0), 0)
  return { value: { centre, total, shares } }
}
