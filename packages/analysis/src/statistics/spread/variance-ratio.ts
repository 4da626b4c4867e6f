import { standardDeviation } from '../descriptive/moments.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireLevel } from '../preconditions.ts'
import { fLowerTail, fQuantile, fUpperTail } from '../special-functions/fisher-f.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'

/** The ratio of two variances, first over second, with its interval. */
export interface VarianceRatio extends IntervalEstimate {
  df1: number
  df2: number
  /** Two-sided, of a ratio of 1. */
  p: number
}

/**
 * The F test of equal variances and the interval of their ratio, for normal values only: it takes heavy tails for
 * differences. Null when a sample has fewer than two values or is constant. Source: Fisher 1924, as R's var.test.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function varianceRatio(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Statistic<VarianceRatio> {
  requireLevel(level)
  return mapped(standardDeviation(a), (sdA) =>
    mapped(standardDeviation(b), (sdB) => {
      if (sdA === 0 || sdB === 0) return undetermined('no_variation')
      const [df1, df2] = [a.length - 1, b.length - 1]
      const estimate = (sdA / sdB) ** 2
      if (!(estimate > 0 && Number.isFinite(estimate))) return undetermined('overflow')
      const tail = (1 - level) / 2
      return determined({
        level,
        estimate,
        lo: estimate / fQuantile(1 - tail, df1, df2),
        hi: estimate / fQuantile(tail, df1, df2),
        df1,
        df2,
        p: Math.min(1, 2 * Math.min(fLowerTail(estimate, df1, df2), fUpperTail(estimate, df1, df2))),
      })
    }),
  )
}
