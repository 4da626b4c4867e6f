import { standardDeviation } from '../descriptive/moments.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireLevel } from '../preconditions.ts'
import { logGamma, stirlingCorrection } from '../special-functions/log-gamma.ts'
import { noncentralTUpperTail } from '../special-functions/noncentral.ts'
import { findRoot } from '../special-functions/root.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'
import { meanDifference, pooledDeviation } from '../tests/two-sample-t.ts'

/**
 * Cohen's d, (mean a - mean b)/pooled sd, without unit. Null when a sample has fewer than two values and when both
 * are constant. Source: Cohen 1988.
 * @throws RangeError when a value is not finite.
 */
export function cohensD(a: readonly number[], b: readonly number[]): Statistic<number> {
  return standardizedBy(a, b, pooledDeviation(a, b))
}

/** As cohensD, with sqrt((s_a^2 + s_b^2)/2) as unit, in which both samples weigh the same. */
export function cohensDAverage(a: readonly number[], b: readonly number[]): Statistic<number> {
  const unit = mapped(standardDeviation(a), (sdA) =>
    mapped(standardDeviation(b), (sdB) => determined(Math.hypot(sdA, sdB) / Math.SQRT2)),
  )
  return standardizedBy(a, b, unit)
}

/**
 * Glass's delta, (mean a - mean b)/s_b, with b as the control. Null when b has fewer than two values or is constant.
 * Source: Glass 1976.
 * @throws RangeError when a value is not finite.
 */
export function glassDelta(a: readonly number[], b: readonly number[]): Statistic<number> {
  return standardizedBy(a, b, standardDeviation(b))
}

/**
 * Hedges's g = J d, unbiased for normal values of equal spread. Null where cohensD is. Source: Hedges 1981.
 * @throws RangeError when a value is not finite.
 */
export function hedgesG(a: readonly number[], b: readonly number[]): Statistic<number> {
  return mapped(cohensD(a, b), (d) => determined(hedgesCorrection(a.length + b.length - 2) * d))
}

/**
 * J = Gamma(m/2)/(sqrt(m/2) Gamma((m-1)/2)) for m >= 2 degrees of freedom; 1 - 3/(4m - 1) is close to it.
 * @throws RangeError when m < 2.
 */
export function hedgesCorrection(m: number): number {
  if (!(m >= 2)) throw new RangeError(`hedgesCorrection(${m}): needs 2 degrees of freedom`)
  if (m < 40) return Math.exp(logGamma(m / 2) - logGamma((m - 1) / 2)) / Math.sqrt(m / 2)
  // The same by Stirling's series, whose large terms are taken together before they can cancel.
  const half = m / 2
  const main = (half - 1) * -Math.log1p(-0.5 / half) - 0.5
  return Math.exp(main + stirlingCorrection(half) - stirlingCorrection(half - 0.5))
}

/**
 * The interval of d that inverts the noncentral t distribution: the noncentralities under which the observed t is just
 * beyond (1 - level)/2, times sqrt(1/n_a + 1/n_b). Null where cohensD is. Source: Steiger & Fouladi 1997.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function cohensDInterval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<IntervalEstimate> {
  requireLevel(level)
  return mapped(cohensD(a, b), (d) => {
    const unit = Math.sqrt(1 / a.length + 1 / b.length)
    if (Math.abs(d / unit) > LARGEST_T) return undetermined('overflow')
    const { lo, hi } = noncentralityBounds(d / unit, a.length + b.length - 2, level)
    return determined({ level, estimate: d, lo: lo * unit, hi: hi * unit })
  })
}

/** The interval of cohensDInterval times J. */
export function hedgesGInterval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<IntervalEstimate> {
  return mapped(cohensDInterval(a, b, level), ({ estimate, lo, hi }) => {
    const j = hedgesCorrection(a.length + b.length - 2)
    return determined({ level, estimate: j * estimate, lo: j * lo, hi: j * hi })
  })
}

/** Beyond this the noncentralities of an observed t would leave the doubles. */
const LARGEST_T = 1e100

/** The noncentralities under which t is exceeded with probability (1 - level)/2 and (1 + level)/2. */
function noncentralityBounds(t: number, df: number, level: number): { lo: number; hi: number } {
  const tail = (1 - level) / 2
  const bound = (size: number, probability: number): number => {
    const excess = (ncp: number): number => noncentralTUpperTail(size, df, ncp) - probability
    const step = 1 + Math.abs(size)
    let [lo, hi] = [size - step, size + step]
    while (excess(lo) > 0) lo -= step
    while (excess(hi) < 0) hi += step
    return findRoot(excess, lo, hi)
  }
  if (t < 0) return { lo: -bound(-t, 1 - tail), hi: -bound(-t, tail) }
  return { lo: bound(t, tail), hi: bound(t, 1 - tail) }
}

function standardizedBy(
  a: readonly number[],
  b: readonly number[],
  unit: Statistic<number>,
): Statistic<number> {
  return mapped(unit, (sd) =>
    mapped(meanDifference(a, b), (difference) =>
      sd === 0 ? undetermined('no_variation') : determined(difference / sd),
    ),
  )
}
