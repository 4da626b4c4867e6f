import { z } from 'zod'
import { METRIC_IDS } from './metrics.ts'
import { RunOutcome } from './run-record.ts'
import { Sha256 } from './names.ts'

const value = z.number().nullable()

const Interval = z.strictObject({
  method: z.string(),
  level: z.number(),
  lo: value,
  hi: value,
  /** Why lo and hi are null. */
  reason: z.string().optional(),
})

export const MetricSummary = z.strictObject({
  type: z.enum(['positive', 'real', 'count0', 'binary']),
  n: z.int().min(0),
  n_missing: z.int().min(0),
  missing_reason: z.string().optional(),
  mean: value,
  sd: value,
  min: value,
  q1: value,
  median: value,
  q3: value,
  max: value,
  /** Interval of the metric type's estimand: geometric mean, mean or proportion. */
  estimate: value,
  estimand: z.enum(['geometric_mean', 'mean', 'proportion']),
  ci: Interval,
  mean_ci: Interval.optional(),
  /** Why a figure above is null. */
  reason: z.string().optional(),
})
export type MetricSummary = z.infer<typeof MetricSummary>

export const Comparison = z.strictObject({
  metric: z.enum(METRIC_IDS),
  role: z.enum(['primary', 'secondary']),
  a: z.string(),
  b: z.string(),
  n_a: z.int().min(0),
  n_b: z.int().min(0),
  /** P(a > b) + P(a = b)/2. */
  a12: value,
  cliffs_delta: value,
  magnitude: z.enum(['negligible', 'small', 'medium', 'large']).nullable(),
  reason: z.string().optional(),
})
export type Comparison = z.infer<typeof Comparison>

/** analysis/results.json: every finding as data; report and figures are drawn from it alone. */
export const Results = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  model: z.string(),
  provider: z.string(),
  /** Sentences every rendering must show. */
  notices: z.array(z.string()),
  confidence_level: z.number(),
  frameworks: z.array(
    z.strictObject({
      id: z.string(),
      adapter: z.string(),
      identity: z.record(z.string(), z.array(z.string())),
      runs: z.int().min(0),
      outcomes: z.partialRecord(RunOutcome, z.int()),
      failures: z.array(z.strictObject({ run: z.int(), step: z.int().nullable(), outcome: RunOutcome, reason: z.string().nullable() })),
      abandoned_attempts: z.int().min(0),
    }),
  ),
  metrics: z.array(z.strictObject({ id: z.enum(METRIC_IDS), role: z.enum(['primary', 'secondary']) })),
  summary: z.record(z.string(), z.partialRecord(z.enum(METRIC_IDS), MetricSummary)),
  /** Values of every run, in the order of the runs, so that each figure can be drawn and checked. */
  values: z.record(z.string(), z.partialRecord(z.enum(METRIC_IDS), z.array(z.strictObject({ run: z.int(), value: value })))),
  steps: z.array(
    z.strictObject({
      framework: z.string(),
      step: z.int(),
      name: z.string(),
      execution_index: z.int(),
      n: z.int(),
      passed: z.int(),
      tokens_mean: value,
      wall_seconds_mean: value,
      phases: z.array(z.strictObject({ phase: z.string(), calls: z.int(), input_tokens: value, output_tokens: value })),
    }),
  ),
  comparisons: z.array(Comparison),
  totals: z.strictObject({ calls: z.int(), input_tokens: value, output_tokens: value, cost_usd: value, cost_reason: z.string().nullable() }),
  stopping: z.strictObject({ mode: z.string(), max_runs: z.int(), n_by_framework: z.record(z.string(), z.int()) }),
  provenance: z.strictObject({ toolkit_version: z.string(), node: z.string(), config_sha256: Sha256, input_sha256: Sha256, seed: z.int() }),
})
export type Results = z.infer<typeof Results>
