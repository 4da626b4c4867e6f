import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalized } from '../descriptive/origin.ts'
import { trimmedSummary } from '../descriptive/trimmed.ts'
import { fixedSample, rememberedOfTwo } from '../fixed-sample.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireFinite } from '../preconditions.ts'
import {
  studentTCriticalValue,
  studentTTwoSidedTail,
  studentTUpperTail,
} from '../special-functions/student-t.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'

/** A t test of a difference between the centres of two samples, first less second, in the unit of the values. */
export interface TTest {
  difference: number
  standardError: number
  df: number
  t: number
  /** Two-sided, and against a first sample that is smaller (`pLess`) or larger (`pGreater`). */
  p: number
  pLess: number
  pGreater: number
}

/** The centre of a sample and the variance of that centre, with its degrees of freedom. */
interface Arm {
  centre: number
  variance: number
  df: number
}

/**
 * Welch's t test of two means, df = 1/(w^2/(n_a-1) + (1-w)^2/(n_b-1)), w = (s_a^2/n_a)/(s_a^2/n_a + s_b^2/n_b).
 * Null for n < 2, and when both samples are constant. Source: Welch 1947.
 * @throws RangeError when a value is not finite.
 */
export function welchTest(a: readonly number[], b: readonly number[]): Statistic<TTest> {
  return unpooled(a, b, (values) => {
    const centre = mean(values)
    const sd = standardDeviation(values)
    if (centre.value === null) return centre
    if (sd.value === null) return sd
    const n = values.length
    return { value: { centre: centre.value, variance: sd.value ** 2 / n, df: n - 1 } }
  })
}

/**
 * Yuen's t test of two trimmed means: winsorized variances (n-1) s_w^2/(h(h-1)) with h values kept, Welch's df.
 * Null for n < 2, when fewer than two values are kept, and when both winsorized samples are constant.
 * Source: Yuen 1974.
 * @throws RangeError when a value is not finite or `trim` not in [0, 0.5).
 */
export function yuenTest(a: readonly number[], b: readonly number[], trim = 0.2): Statistic<TTest> {
  return unpooled(a, b, (values) =>
    mapped(trimmedSummary(values, trim), ({ mean: centre, kept: h, deviation }) =>
      h < 2
        ? undetermined('too_few_observations')
        : { value: { centre, variance: ((values.length - 1) * deviation ** 2) / (h * (h - 1)), df: h - 1 } },
    ),
  )
}

/**
 * Student's t test of two means with a pooled variance; it errs when spreads and sizes differ, so it is no default.
 * Null for n < 2, and when both samples are constant. Source: Student 1908.
 * @throws RangeError when a value is not finite.
 */
export function studentTest(a: readonly number[], b: readonly number[]): Statistic<TTest> {
  const pooled = pooledDeviation(a, b)
  const difference = meanDifference(a, b)
  if (pooled.value === null) return pooled
  if (difference.value === null) return difference
  const standardError = pooled.value * Math.sqrt(1 / a.length + 1 / b.length)
  return tTest(difference.value, standardError, a.length + b.length - 2)
}

/**
 * sqrt(((n_a-1) s_a^2 + (n_b-1) s_b^2)/(n_a+n_b-2)), in the unit of the values. Null when a sample has fewer than two.
 * @throws RangeError when a value is not finite.
 */
export function pooledDeviation(a: readonly number[], b: readonly number[]): Statistic<number> {
  return mapped(standardDeviation(a), (sdA) =>
    mapped(standardDeviation(b), (sdB) => {
      const df = a.length + b.length - 2
      const [weightA, weightB] = [Math.sqrt((a.length - 1) / df), Math.sqrt((b.length - 1) / df)]
      return determined(Math.hypot(weightA * sdA, weightB * sdB))
    }),
  )
}

/**
 * mean(a) - mean(b), in the unit of the values, taken from a common origin: exact for equal constants and at a large
 * offset. Null when a sample is empty.
 * @throws RangeError when a value is not finite.
 */
export function meanDifference(a: readonly number[], b: readonly number[]): Statistic<number> {
  requireFinite(a)
  requireFinite(b)
  const { scale, shiftedA, shiftedB } = shifted(a, b)
  return mapped(mean(shiftedA), (meanA) =>
    mapped(mean(shiftedB), (meanB) => determined(scale * (meanA - meanB))),
  )
}

/** Both about a common origin. */
const shifted = rememberedOfTwo((a, b) => {
  const { scale, samples } = normalized([a, b])
  const [shiftedA = [], shiftedB = []] = samples.map(fixedSample)
  return { scale, shiftedA, shiftedB }
})

/** The t interval of the difference that belongs to a test. @throws RangeError for a level not between 0 and 1. */
export function differenceInterval(test: TTest, level: number): Statistic<IntervalEstimate> {
  const halfWidth = studentTCriticalValue(level, test.df) * test.standardError
  const { difference } = test
  return determined({ level, estimate: difference, lo: difference - halfWidth, hi: difference + halfWidth })
}

/** The test of difference = 0 from an estimate, its standard error and its degrees of freedom. */
export function tTest(difference: number, standardError: number, df: number): Statistic<TTest> {
  if (standardError === 0) return undetermined('no_variation')
  const t = difference / standardError
  if (!(Number.isFinite(t * t) && Number.isFinite(standardError))) return undetermined('overflow')
  return determined({
    difference,
    standardError,
    df,
    t,
    p: studentTTwoSidedTail(t, df),
    pLess: studentTUpperTail(-t, df),
    pGreater: studentTUpperTail(t, df),
  })
}

/** A test whose samples keep variances of their own, with the degrees of freedom of Welch and Satterthwaite. */
function unpooled(
  a: readonly number[],
  b: readonly number[],
  arm: (values: readonly number[]) => Statistic<Arm>,
): Statistic<TTest> {
  requireFinite(a)
  requireFinite(b)
  const { scale, shiftedA, shiftedB } = shifted(a, b)
  return mapped(arm(shiftedA), (armA) =>
    mapped(arm(shiftedB), (armB) => {
      const variance = armA.variance + armB.variance
      if (variance === 0) return undetermined('no_variation')
      const share = armA.variance / variance
      const df = 1 / (share ** 2 / armA.df + (1 - share) ** 2 / armB.df)
      return tTest(scale * (armA.centre - armB.centre), scale * Math.sqrt(variance), df)
    }),
  )
}
