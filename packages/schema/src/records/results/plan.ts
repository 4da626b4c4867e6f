import * as z from 'zod'
import { FrameworkId, Sha256, Timestamp } from '../../names.ts'
import { StoppingCheck } from '../stopping-check.ts'
import { count, metricId } from './figure.ts'
import { Coverage } from './metric-summary.ts'

/** A change of the sealed configuration that a researcher declared, with the runs made before it and from it on. */
const AmendmentInResults = z.strictObject({
  amended_at: Timestamp,
  reason: z.string(),
  from_config_sha256: Sha256,
  to_config_sha256: Sha256,
  /** Paths under config/. */
  changed_files: z.array(z.string()),
  /** By framework: runs that count, made under the configuration before and under the one after. */
  runs_before: z.record(FrameworkId, count),
  runs_after: z.record(FrameworkId, count),
})
export type AmendmentInResults = z.infer<typeof AmendmentInResults>

/** The analysis plan that the first run fixed: what the main part of a report is about. */
export const PlanInResults = z.strictObject({
  /** `config`: no seal, so that the plan is the configuration as it is now. */
  source: z.enum(['seal', 'config']),
  sealed_at: Timestamp.optional(),
  primary_metrics: z.array(metricId),
  /** By metric: a ratio above 1 for positive metrics, a difference for others. */
  sesoi: z.partialRecord(metricId, z.number()),
  stopping_mode: z.enum(['fixed', 'sequential', 'two_stage', 'anytime']),
  max_runs: z.int().positive(),
  confidence_level: z.number(),
  /** In the order in which they were made. */
  amendments: z.array(AmendmentInResults),
})
export type PlanInResults = z.infer<typeof PlanInResults>

/** What the stopping rule saw and decided. */
export const StoppingInResults = z.strictObject({
  mode: z.enum(['fixed', 'sequential', 'two_stage', 'anytime']),
  rule_version: z.int().positive(),
  min_runs: z.int().positive().optional(),
  max_runs: z.int().positive(),
  batch: z.int().positive().optional(),
  confidence_level: z.number(),
  targets: z.array(z.strictObject({ metric: metricId, target: z.number() })),
  coverage: Coverage,
  /** Null while the plan is not finished. */
  reason: z.enum(['target_met', 'max_runs', 'mean_not_separated_from_zero']).nullable(),
  /** Runs that every framework has, from the first one on without a gap. */
  n_final: count,
  /** Every look of the rule at the runs. */
  path: z.array(
    z.strictObject({
      n: z.int().positive(),
      reason: z.string().nullable(),
      checks: z.array(StoppingCheck),
    }),
  ),
})
