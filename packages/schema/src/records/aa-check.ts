import * as z from 'zod'
import { FrameworkId, Sha256 } from '../names.ts'
import { PairTest } from './results/comparison.ts'
import { Interval, count, figure, metricId, nullsHaveReasons, reasons, role } from './results/figure.ts'

/** analysis/aa_check.json: how often the pipeline finds a difference where there is none. It says nothing of frameworks. */

/** Splits in which a difference was found. */
const FalsePositives = z
  .strictObject({
    rejections: count,
    /** Null where no split allowed a test. */
    rate: figure,
    /** Exact binomial interval of the rate over splits of these runs. */
    ci: Interval,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type FalsePositives = z.infer<typeof FalsePositives>

/** Runs of one framework, or of several entries that are the same, split at random into two arms. */
export const AaSource = z.strictObject({
  frameworks: z.array(FrameworkId).min(1),
  /** Of the two arms. */
  sizes: z.tuple([count, count]),
  metrics: z.array(
    z.strictObject({
      metric: metricId,
      role,
      test: PairTest.shape.name,
      false_positives: FalsePositives,
      /** Splits without a test, as when all values are the same: no rejections. */
      undetermined: count,
    }),
  ),
  /** Splits with at least one rejection among the primary metrics after Holm. */
  family: FalsePositives,
  /** Entries as they were run, against each other; empty for one entry. */
  observed: z.array(
    z
      .strictObject({ metric: metricId, role, a: FrameworkId, b: FrameworkId, p: figure, reasons })
      .superRefine(nullsHaveReasons),
  ),
})
export type AaSource = z.infer<typeof AaSource>

export const AaCheck = z.strictObject({
  schema_version: z.literal(1),
  toolkit_version: z.string(),
  experiment: z.string(),
  provider: z.string(),
  /** Error rate that the tests are meant to have. */
  nominal: z.number(),
  /** Splits of each source. */
  resamples: count,
  seed: z.int(),
  rng: z.literal('xoshiro128**'),
  /** Over the run records. */
  input_sha256: Sha256,
  sources: z.array(AaSource),
  /** Frameworks with fewer runs than a split needs. */
  too_few_runs: z.array(z.strictObject({ framework: FrameworkId, runs: count })),
})
export type AaCheck = z.infer<typeof AaCheck>
