import * as z from 'zod'
import { Usage } from '../calls/llm-call.ts'
import { METRIC_IDS } from '../config/metrics.ts'
import { FrameworkId, Sha256, Timestamp } from '../names.ts'
import { RunOutcome, StepOutcome } from './run-record.ts'
import { StoppingCheck } from './stopping-check.ts'

/** Null where the runs do not determine it; then `reasons` of the same object says why, under the same name. */
const figure = z.number().nullable()
const reasons = z.record(z.string(), z.string())
const count = z.int().min(0)
const metricId = z.enum(METRIC_IDS)
const role = z.enum(['primary', 'secondary'])

function nullsHaveReasons(object: { reasons: Record<string, string> }, context: z.RefinementCtx): void {
  for (const [name, value] of Object.entries(object)) {
    if (value !== null || object.reasons[name] !== undefined) continue
    context.addIssue({ code: 'custom', path: [name], message: 'null, and no reason beside it' })
  }
}

const Interval = z
  .strictObject({
    method: z.enum(['t', 'log_t', 'wilson', 'cliff']),
    level: z.number(),
    lo: figure,
    hi: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type Interval = z.infer<typeof Interval>

/** Why runs have no value of a metric, and which ones. */
const Missing = z.strictObject({ reason: z.string(), runs: z.array(z.int().positive()) })
export type Missing = z.infer<typeof Missing>

/** One framework, one metric, over all runs that count and have a value. In the metric's unit, but for n and cv. */
export const MetricSummary = z
  .strictObject({
    type: z.enum(['positive', 'real', 'count0', 'binary']),
    n: count,
    n_missing: count,
    missing: z.array(Missing),
    mean: figure,
    sd: figure,
    sem: figure,
    cv: figure,
    min: figure,
    q1: figure,
    median: figure,
    q3: figure,
    max: figure,
    iqr: figure,
    mad: figure,
    p90: figure,
    p95: figure,
    /** What the metric's type is summarised by, its value, and its interval. */
    estimand: z.enum(['geometric_mean', 'mean', 'proportion']),
    estimate: figure,
    ci: Interval,
    /** The arithmetic mean's interval, where the estimate is a geometric mean. */
    mean_ci: Interval.optional(),
    /** Nothing, one value, or the same value again and again; else absent. */
    degenerate: z.enum(['empty', 'single', 'constant']).optional(),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type MetricSummary = z.infer<typeof MetricSummary>

/** Two frameworks, one metric. */
export const Comparison = z
  .strictObject({
    metric: metricId,
    role,
    a: FrameworkId,
    b: FrameworkId,
    n_a: count,
    n_b: count,
    /** P(a > b) + P(a = b)/2. */
    a12: figure,
    a12_ci: Interval,
    cliffs_delta: figure,
    /** A word for the size of cliffs_delta, by fixed thresholds; no verdict. */
    magnitude: z.enum(['negligible', 'small', 'medium', 'large']).nullable(),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type Comparison = z.infer<typeof Comparison>

/** One run that counts, with its value of every metric. */
export const RunResult = z.strictObject({
  framework: FrameworkId,
  run: z.int().positive(),
  outcome: RunOutcome,
  /** The step that ended the run, and why; absent when every step passed. */
  failure: z.strictObject({ step: z.int().positive(), reason: z.string() }).optional(),
  attempt: z.int().positive(),
  block_position: z.int().positive(),
  values: z.partialRecord(metricId, figure),
  /** By metric, why there is no value. */
  reasons: z.partialRecord(metricId, z.string()),
})
export type RunResult = z.infer<typeof RunResult>

/** A mean over runs, of which some may not know the value. */
const MeanOfRuns = z
  .strictObject({ n: count, n_missing: count, mean: figure, reasons })
  .superRefine(nullsHaveReasons)
export type MeanOfRuns = z.infer<typeof MeanOfRuns>

const perRun = { calls: MeanOfRuns, input_tokens: MeanOfRuns, output_tokens: MeanOfRuns }

/** One step of one framework over the runs that came to it. */
export const StepSummary = z.strictObject({
  framework: FrameworkId,
  /** The id in config.yaml, and the place at which it ran. */
  step: z.int().positive(),
  execution_index: z.int().positive(),
  name: z.string(),
  outcomes: z.partialRecord(StepOutcome, count),
  wall_seconds: MeanOfRuns,
  /** Questions to a person. */
  interventions: MeanOfRuns,
  ...perRun,
  usage: Usage,
  /** In the order in which the framework went through them. */
  phases: z.array(z.strictObject({ phase: z.string(), ...perRun, usage: Usage })),
})
export type StepSummary = z.infer<typeof StepSummary>

/** `counted`: runs that are results. `abandoned`: their earlier attempts. `unfinished`: runs without a result so far. */
const Spending = z.strictObject({ counted: Usage, abandoned: Usage, unfinished: Usage, all: Usage })
export type Spending = z.infer<typeof Spending>

const FrameworkResult = z.strictObject({
  id: FrameworkId,
  adapter: z.string(),
  /** Every version that ran, by the name of the part. More than one is worth a look. */
  identity: z.record(z.string(), z.array(z.string())),
  runs: count,
  outcomes: z.partialRecord(RunOutcome, count),
  abandoned_attempts: z.array(
    z.strictObject({ run: z.int().positive(), attempt: z.int().positive(), reason: z.string() }),
  ),
  unfinished_runs: z.array(z.strictObject({ run: z.int().positive(), reason: z.string() })),
  spending: Spending,
})
export type FrameworkResult = z.infer<typeof FrameworkResult>

export const NOTICE_CODES = [
  'scripted_model',
  'replayed',
  'plan_unfinished',
  'few_runs',
  'unequal_n',
  'success_rates_differ',
  'timeouts',
  'spent_budgets',
  'missing_values',
  'estimated_usage',
  'several_configurations',
  'several_versions',
] as const
/** A sentence that every rendering shows on top. */
const Notice = z.strictObject({ code: z.enum(NOTICE_CODES), message: z.string() })
export type Notice = z.infer<typeof Notice>

const MetricInResults = z.strictObject({
  id: metricId,
  role,
  label: z.string(),
  definition: z.string(),
  unit: z.string(),
  type: z.enum(['positive', 'real', 'count0', 'binary']),
  range: z.strictObject({ min: z.number(), max: z.number().optional() }),
  direction: z.enum(['lower', 'higher', 'none']),
})
export type MetricInResults = z.infer<typeof MetricInResults>

/** analysis/results.json: every finding as data; report and figures are drawn from it alone. The same runs give the same bytes. */
export const Results = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  model: z.string(),
  provider: z.string(),
  notices: z.array(Notice),
  confidence_level: z.number(),
  /** In the order of config.yaml. */
  frameworks: z.array(FrameworkResult),
  /** Primary ones first. */
  metrics: z.array(MetricInResults),
  /** By framework, then metric. */
  summary: z.record(FrameworkId, z.partialRecord(metricId, MetricSummary)),
  comparisons: z.array(Comparison),
  steps: z.array(StepSummary),
  runs: z.array(RunResult),
  totals: Spending,
  stopping: z.strictObject({
    mode: z.enum(['fixed', 'sequential', 'two_stage', 'anytime']),
    max_runs: z.int().positive(),
    /** Of the rule's intervals, at the n at which it stopped; the intervals under `summary` are those of a fixed n. */
    coverage: z.enum(['fixed_n', 'approximate_sequential', 'two_stage', 'anytime']),
    /** Null while the plan is not finished. */
    reason: z.enum(['target_met', 'max_runs', 'mean_not_separated_from_zero']).nullable(),
    /** Every look of the rule at the runs. */
    path: z.array(
      z.strictObject({
        n: z.int().positive(),
        reason: z.string().nullable(),
        checks: z.array(StoppingCheck),
      }),
    ),
  }),
  provenance: z.strictObject({
    toolkit_version: z.string(),
    run_toolkit_versions: z.array(z.string()),
    config_sha256: Sha256,
    run_config_sha256: z.array(Sha256),
    /** Over the run records. */
    input_sha256: Sha256,
    seed: z.int(),
    temperature: z.number().optional(),
    order: z.string(),
    concurrency: z.int().positive(),
    hosts: z.array(
      z.strictObject({
        platform: z.string(),
        arch: z.string(),
        node: z.string(),
        cpus: z.int(),
        memory_bytes: z.int(),
        runs: count,
      }),
    ),
    first_run_started_at: Timestamp.optional(),
    last_run_ended_at: Timestamp.optional(),
  }),
})
export type Results = z.infer<typeof Results>
