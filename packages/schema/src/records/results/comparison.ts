import * as z from 'zod'
import { FrameworkId } from '../../names.ts'
import {
  Interval,
  bounds,
  count,
  estimand,
  figure,
  metricId,
  nullsHaveReasons,
  reasons,
  role,
} from './figure.ts'

/** The test that the metric's type declares. An exact test has neither statistic nor df. */
export const PairTest = z
  .strictObject({
    name: z.enum(['welch', 'welch_log', 'brunner_munzel', 'fisher_exact']),
    statistic: figure,
    df: figure,
    /** Two-sided. */
    p: figure,
    /** Within the family of all pairs under the metrics of the same role. */
    p_adjusted: figure,
    adjust: z.enum(['holm', 'bh']),
    /** Comparisons of the family, all that were planned: those without a p-value take their part. */
    family_size: count,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type PairTest = z.infer<typeof PairTest>

const BrunnerMunzel = z
  .strictObject({
    /** Positive when b tends to be larger. */
    statistic: figure,
    df: figure,
    p: figure,
    /** `permutation` (studentized) where a side has fewer than 15 values, or the two are separated. */
    method: z.enum(['t', 'permutation']),
    /** P(a < b) + P(a = b)/2, that is 1 - a12. */
    theta: figure,
    ci: Interval,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type BrunnerMunzel = z.infer<typeof BrunnerMunzel>

const MannWhitney = z
  .strictObject({
    /** Pairs with a > b, ties counting one half. */
    u: figure,
    p: figure,
    /** `exact` (given the ties) up to 2,500 pairs. */
    method: z.enum(['exact', 'normal']),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type MannWhitney = z.infer<typeof MannWhitney>

/** Two one-sided tests against the smallest effect of interest; nulls where none is declared. */
export const Equivalence = z
  .strictObject({
    margin_lo: figure,
    margin_hi: figure,
    p_tost: figure,
    /** Within the family, by the same adjustment as the test. */
    p_adjusted: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type Equivalence = z.infer<typeof Equivalence>

/** Of success in a over success in b: the conditional estimate and its exact interval. */
const OddsRatio = z.strictObject({ estimate: figure, ci: Interval, reasons }).superRefine(nullsHaveReasons)
export type OddsRatio = z.infer<typeof OddsRatio>

export const VERDICTS = ['different', 'equivalent', 'inconclusive', 'different_but_negligible'] as const
export const COMPARISON_WARNINGS = [
  'few_runs',
  'unequal_n',
  'survivorship',
  'censored',
  'missing_values',
  'complete_separation',
  'pseudo_replication',
] as const
export type ComparisonWarning = (typeof COMPARISON_WARNINGS)[number]

/** Two frameworks, one metric: a against b. */
export const Comparison = z
  .strictObject({
    metric: metricId,
    role,
    a: FrameworkId,
    b: FrameworkId,
    n_a: count,
    n_b: count,
    /** Geometric mean of a over that of b, mean of a less that of b, or proportion of a less that of b. */
    estimand,
    estimate: figure,
    ci: Interval,
    /** Bonferroni, over the m comparisons of the family of primary metrics; absent for secondary ones. */
    ci_simultaneous: z
      .strictObject({ ...bounds, m: count })
      .superRefine(nullsHaveReasons)
      .optional(),
    /** Covers at whatever number of runs the experiment stopped; there where the stopping mode is `anytime`. */
    ci_anytime: Interval.optional(),
    test: PairTest,
    brunner_munzel: BrunnerMunzel,
    mann_whitney: MannWhitney,
    /** P(a > b) + P(a = b)/2. */
    a12: figure,
    a12_ci: Interval,
    cliffs_delta: figure,
    /** A word for the size of cliffs_delta, by fixed thresholds; no verdict. */
    magnitude: z.enum(['negligible', 'small', 'medium', 'large']).nullable(),
    /** Of positive metrics on the logarithms; absent for pass/fail metrics. */
    hedges_g: figure.optional(),
    hedges_g_ci: Interval.optional(),
    /** Pass/fail metrics alone. */
    odds_ratio: OddsRatio.optional(),
    equivalence: Equivalence,
    /** Posterior probability, under the reference prior, that the effect lies within the margin. */
    p_rope: figure,
    /** From the adjusted p-values of test and equivalence at 1 - confidence_level. */
    verdict: z.enum(VERDICTS).nullable(),
    /** The smallest effect that this many runs detect with power 0.8, in the unit of the estimate (a ratio above 1). */
    mde_at_n: figure,
    warnings: z.array(z.enum(COMPARISON_WARNINGS)),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type Comparison = z.infer<typeof Comparison>

const FTest = z
  .strictObject({ f: figure, df1: figure, df2: figure, p: figure, reasons })
  .superRefine(nullsHaveReasons)
export type FTestResult = z.infer<typeof FTest>

/** Whether any of three frameworks or more differs under a metric: beside the pairs, never a gate before them. */
export const Omnibus = z.strictObject({
  metric: metricId,
  /** Those with two values or more. */
  frameworks: z.array(FrameworkId),
  /** Of positive metrics on the logarithms; not for pass/fail metrics. */
  welch_anova: FTest,
  kruskal_wallis: z
    .strictObject({ h: figure, df: figure, p: figure, epsilon2: figure, reasons })
    .superRefine(nullsHaveReasons),
  /** Of equal spread: a diagnostic. */
  brown_forsythe: FTest,
})
export type Omnibus = z.infer<typeof Omnibus>
