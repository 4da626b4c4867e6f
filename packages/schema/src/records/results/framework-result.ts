import * as z from 'zod'
import { Usage } from '../../calls/llm-call.ts'
import { FrameworkId } from '../../names.ts'
import { RunOutcome, StepOutcome } from '../run/run-record.ts'
import { count, figure, metricId, nullsHaveReasons, reasons } from './figure.ts'

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
export const Spending = z.strictObject({ counted: Usage, abandoned: Usage, unfinished: Usage, all: Usage })
export type Spending = z.infer<typeof Spending>

export const FrameworkResult = z.strictObject({
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
