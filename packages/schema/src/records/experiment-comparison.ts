import * as z from 'zod'
import { FrameworkId, Sha256, Timestamp } from '../names.ts'
import { COMPARISON_WARNINGS, Equivalence, PairTest, VERDICTS } from './results/comparison.ts'
import {
  Interval,
  count,
  estimand,
  figure,
  metricId,
  nullsHaveReasons,
  reasons,
  role,
} from './results/figure.ts'
import { MetricInResults, Summaries } from './results.ts'
import { Notice } from './results/notice.ts'

/** comparison.json: what changed between experiments. */

/** What the experiments do not have in common. */
export const ExperimentDifference = z.strictObject({
  /** With other `task`s or `metric`s the values do not mean the same; the others may explain what changed. */
  kind: z.enum(['task', 'metric', 'model', 'config', 'framework', 'version', 'host']),
  what: z.string(),
  /** One for each experiment, in their order. */
  values: z.array(z.string()),
})
export type ExperimentDifference = z.infer<typeof ExperimentDifference>

const compared = { metric: metricId, role, from: z.string(), to: z.string() }

/** One framework under one metric in two experiments: `to` against `from`. */
export const ExperimentChange = z
  .strictObject({
    ...compared,
    framework: FrameworkId,
    n_from: count,
    n_to: count,
    /** Geometric mean of `to` over that of `from`, or the difference `to` less `from`. */
    estimand,
    estimate: figure,
    ci: Interval,
    /** Covers at whatever number of runs an experiment stopped; there where the stopping mode of one is `anytime`. */
    ci_anytime: Interval.optional(),
    /** Holm, over all frameworks and pairs of experiments under the metric. */
    test: PairTest,
    /** P(to > from) + P(to = from)/2. */
    a12: figure,
    a12_ci: Interval,
    equivalence: Equivalence,
    verdict: z.enum(VERDICTS).nullable(),
    mde_at_n: figure,
    warnings: z.array(z.enum(COMPARISON_WARNINGS)),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type ExperimentChange = z.infer<typeof ExperimentChange>

/** The change that the frameworks have in common, and whether they have one. */
export const CommonChange = z
  .strictObject({
    ...compared,
    /** Those with an estimate and a standard error. */
    frameworks: z.array(FrameworkId),
    estimand,
    /** Fixed effect: weighted by inverse variances on the scale of the type, pass/fail after Agresti and Caffo. */
    estimate: figure,
    ci: Interval,
    p: figure,
    /** Did the frameworks change differently? Cochran's Q with its chi-squared p, and p of Welch's F, for few runs. */
    interaction: z
      .strictObject({ q: figure, df: figure, p_chi_squared: figure, p: figure, reasons })
      .superRefine(nullsHaveReasons),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type CommonChange = z.infer<typeof CommonChange>

/** What experiments are and hold, whatever is compared between them. */
export const DescribedExperiments = z.strictObject({
  schema_version: z.literal(1),
  toolkit_version: z.string(),
  /** In the order in which they were named; metrics, level and smallest effects of interest are those of the first. */
  experiments: z.array(
    z.strictObject({
      name: z.string(),
      model: z.string(),
      provider: z.string(),
      runs: z.record(FrameworkId, count),
      config_sha256: Sha256,
      /** Over the run records. */
      input_sha256: Sha256,
      first_run_started_at: Timestamp.optional(),
      last_run_ended_at: Timestamp.optional(),
    }),
  ),
  differences: z.array(ExperimentDifference),
  notices: z.array(z.strictObject({ experiment: z.string(), ...Notice.shape })),
  confidence_level: z.number(),
  /** In two experiments at least. */
  frameworks: z.array(FrameworkId),
  metrics: z.array(MetricInResults),
  /** By experiment, framework and metric. */
  summary: z.record(z.string(), Summaries),
})
export type DescribedExperiments = z.infer<typeof DescribedExperiments>

export const ExperimentComparison = z.strictObject({
  ...DescribedExperiments.shape,
  changes: z.array(ExperimentChange),
  common: z.array(CommonChange),
})
export type ExperimentComparison = z.infer<typeof ExperimentComparison>
