import { requireLevel } from '../preconditions.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import {
  studentizedRangeCriticalValue,
  studentizedRangeUpperTail,
} from '../special-functions/studentized-range.ts'
import { type Statistic, determined, mapped, undetermined } from '../statistic.ts'
import { meanDifference, welchTest } from '../tests/two-sample-t.ts'
import { sumsOfSquares } from './anova.ts'

/** A difference of two means among several, first less second; p and interval hold for all pairs together. */
export interface SimultaneousComparison extends IntervalEstimate {
  /** |difference| in units of the error of a single mean, a value of the studentized range. */
  q: number
  df: number
  p: number
}

/** A comparison of the samples at two places of the list. */
export interface PlacedComparison extends SimultaneousComparison {
  first: number
  second: number
}

/**
 * Tukey and Kramer's comparisons of all pairs with one pooled variance. Null for fewer than two samples or an empty
 * one, and when no sample varies. Source: Tukey 1953, Kramer 1956.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function tukeyKramer(
  groups: readonly (readonly number[])[],
  level: number,
): Statistic<readonly PlacedComparison[]> {
  requireLevel(level)
  return mapped(sumsOfSquares(groups), ({ within, df2: df, scale }) => {
    if (within === 0) return undetermined('no_variation')
    const k = groups.length
    const critical = studentizedRangeCriticalValue(1 - level, k, df)
    const comparisons: PlacedComparison[] = []
    for (const [first, a] of groups.entries()) {
      for (const [offset, b] of groups.slice(first + 1).entries()) {
        const error = scale * Math.sqrt((within / df) * ((1 / a.length + 1 / b.length) / 2))
        const compared = mapped(meanDifference(a, b), (difference) =>
          comparison(difference, error, { k, df, critical, level }),
        )
        if (compared.value === null) return compared
        comparisons.push({ first, second: first + 1 + offset, ...compared.value })
      }
    }
    return { value: comparisons }
  })
}

/**
 * Games and Howell's comparison of one pair among k samples, with Welch's variance and degrees of freedom.
 * Null where Welch's test is, and below 2 degrees of freedom, too few for the studentized range.
 * Source: Games & Howell 1976.
 * @throws RangeError when a value is not finite or the level not between 0 and 1.
 */
export function gamesHowell(
  a: readonly number[],
  b: readonly number[],
  k: number,
  level: number,
): Statistic<SimultaneousComparison> {
  requireLevel(level)
  return mapped(welchTest(a, b), ({ difference, standardError, df }) => {
    if (df < 2) return undetermined('too_few_observations')
    const critical = studentizedRangeCriticalValue(1 - level, k, df)
    return comparison(difference, standardError / Math.SQRT2, { k, df, critical, level })
  })
}

function comparison(
  difference: number,
  error: number,
  { k, df, critical, level }: { k: number; df: number; critical: number; level: number },
): Statistic<SimultaneousComparison> {
  const q = Math.abs(difference) / error
  const halfWidth = critical * error
  return determined({
    level,
    estimate: difference,
    lo: difference - halfWidth,
    hi: difference + halfWidth,
    q,
    df,
    p: studentizedRangeUpperTail(q, k, df),
  })
}
