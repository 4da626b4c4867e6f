import { logarithms } from '../descriptive/logarithms.ts'
import { mean, standardDeviation } from '../descriptive/moments.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { normalCriticalValue } from '../special-functions/normal.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'
import { type TTest, differenceInterval, welchTest } from './two-sample-t.ts'

/**
 * Welch's test on the logarithms; exp(difference) is the ratio of the geometric means, first over second.
 * Null for values that are not positive, for n < 2 and when both samples are constant.
 * @throws RangeError when a value is not finite.
 */
export function welchLogTest(a: readonly number[], b: readonly number[]): Statistic<TTest> {
  return mapped(logarithms(a), (logA) => mapped(logarithms(b), (logB) => welchTest(logA, logB)))
}

/**
 * The ratio of two geometric means with Welch's interval of the logarithms: exact scale-free, without unit.
 * Null where welchLogTest is.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function geometricMeanRatio(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<IntervalEstimate> {
  return mapped(welchLogTest(a, b), (test) =>
    mapped(differenceInterval(test, level), ({ estimate, lo, hi }) =>
      determined({ level, estimate: Math.exp(estimate), lo: Math.exp(lo), hi: Math.exp(hi) }),
    ),
  )
}

export interface MeanRatio extends IntervalEstimate {
  /** ln(mean a/mean b) and its standard error. */
  logRatio: number
  standardError: number
}

/**
 * The ratio of two arithmetic means with the delta-method interval on the logarithm,
 * se = sqrt(s_a^2/(n_a m_a^2) + s_b^2/(n_b m_b^2)) and a normal quantile. Null for n < 2 and means that are not
 * positive. Source: Friedrich, Adhikari & Beyene 2008.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function meanRatio(a: readonly number[], b: readonly number[], level: number): Statistic<MeanRatio> {
  return mapped(relativeError(a), (armA) =>
    mapped(relativeError(b), (armB) => {
      const ratio = armA.mean / armB.mean
      const logRatio = Math.log(ratio)
      const standardError = Math.hypot(armA.error, armB.error)
      const halfWidth = normalCriticalValue(level) * standardError
      return determined({
        level,
        estimate: ratio,
        lo: Math.exp(logRatio - halfWidth),
        hi: Math.exp(logRatio + halfWidth),
        logRatio,
        standardError,
      })
    }),
  )
}

function relativeError(values: readonly number[]): Statistic<{ mean: number; error: number }> {
  return mapped(mean(values), (centre) =>
    mapped(standardDeviation(values), (sd) =>
      centre > 0
        ? determined({ mean: centre, error: sd / (Math.sqrt(values.length) * centre) })
        : undetermined('not_positive'),
    ),
  )
}
