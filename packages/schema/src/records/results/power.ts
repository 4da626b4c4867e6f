import * as z from 'zod'
import { FrameworkId } from '../../names.ts'
import { count, figure, metricId, nullsHaveReasons, reasons } from './figure.ts'

/** How exactly a framework's estimate is known, on the scale of a stopping target. */
const AchievedPrecision = z
  .strictObject({
    metric: metricId,
    framework: FrameworkId,
    n: count,
    scale: z.enum(['relative', 'absolute']),
    half_width: figure,
    /** Of the stopping rule; null where it has none for this metric. */
    target: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type AchievedPrecision = z.infer<typeof AchievedPrecision>

/** The smallest effects that the test detects with the power, in the unit of the estimate (a ratio above 1). */
const Detectable = z
  .strictObject({
    n_a: count,
    n_b: count,
    /** Tested by itself at `alpha`. */
    alone: figure,
    /** Tested at `alpha_family`. */
    in_family: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type Detectable = z.infer<typeof Detectable>

/**
 * What so many runs could show under the primary metrics. Of the runs only the spread is used, never the effect: power
 * for an effect that was observed says nothing (Hoenig & Heisey 2001).
 */
export const PowerInResults = z.strictObject({
  power: z.number(),
  alternative: z.literal('two_sided'),
  alpha: z.number(),
  /** alpha over the comparisons of the family: that of Holm's first step, as in planning. */
  alpha_family: z.number(),
  family_size: count,
  precision: z.array(AchievedPrecision),
  /** Every pair, in the order of the comparisons. */
  pairs: z.array(
    z.strictObject({
      metric: metricId,
      a: FrameworkId,
      b: FrameworkId,
      /** t: on the scale of the type. t_rank: its n times 3/pi, for the rank test. arcsine: for Fisher's test. */
      method: z.enum(['t', 't_rank', 'arcsine']),
      achieved: Detectable,
      /** With `max_runs` of the plan, at the spread of the runs that were made. */
      planned: Detectable,
    }),
  ),
})
export type PowerInResults = z.infer<typeof PowerInResults>
