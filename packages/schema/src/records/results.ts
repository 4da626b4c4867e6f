import * as z from 'zod'
import { FrameworkId, Sha256 } from '../names.ts'
import { CheckSummary } from './results/check-summary.ts'
import { Comparison, Omnibus } from './results/comparison.ts'
import { count, metricId, metricType, role } from './results/figure.ts'
import { FrameworkResult, RunResult, Spending, StepSummary } from './results/framework-result.ts'
import { MetricSummary } from './results/metric-summary.ts'
import { Notice } from './results/notice.ts'
import { PlanInResults, StoppingInResults } from './results/plan.ts'
import { PowerInResults } from './results/power.ts'
import { Provenance } from './results/provenance.ts'

export type { Interval } from './results/figure.ts'
export { INTERVAL_METHODS } from './results/figure.ts'
export type { CheckSummary } from './results/check-summary.ts'
export * from './results/comparison.ts'
export * from './results/framework-result.ts'
export * from './results/metric-summary.ts'
export * from './results/notice.ts'
export type { AchievedPrecision, Detectable, PowerInResults } from './results/power.ts'
export type { AmendmentInResults, PlanInResults } from './results/plan.ts'

export const MetricInResults = z.strictObject({
  id: metricId,
  role,
  label: z.string(),
  definition: z.string(),
  unit: z.string(),
  type: metricType,
  range: z.strictObject({ min: z.number(), max: z.number().optional() }),
  direction: z.enum(['lower', 'higher', 'none']),
})
export type MetricInResults = z.infer<typeof MetricInResults>

/** By framework, then metric. */
export const Summaries = z.record(FrameworkId, z.partialRecord(metricId, MetricSummary))
export type Summaries = z.infer<typeof Summaries>

const runsByFramework = z.record(FrameworkId, count)

/** A part of the runs alone, under the primary metrics: how far the main part leans on the others. */
const PerProtocol = z.strictObject({
  /** Completed ones. */
  runs: runsByFramework,
  summary: Summaries,
  comparisons: z.array(Comparison),
})
export type PerProtocol = z.infer<typeof PerProtocol>

/** analysis/results.json: every finding as data; report and figures are drawn from it alone. The same runs give the same bytes. */
export const Results = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  model: z.string(),
  provider: z.string(),
  notices: z.array(Notice),
  confidence_level: z.number(),
  plan: PlanInResults,
  /** In the order of config.yaml. */
  frameworks: z.array(FrameworkResult),
  /** Primary ones first: those are what was planned, all others are exploratory. */
  metrics: z.array(MetricInResults),
  /** All runs that count, failed and timed out ones too (intention to treat). */
  summary: Summaries,
  comparisons: z.array(Comparison),
  /** By metric; empty below three frameworks. */
  omnibus: z.partialRecord(metricId, Omnibus),
  power: PowerInResults,
  /** The runs that completed alone: a sensitivity analysis. Absent when all did. */
  per_protocol: PerProtocol.optional(),
  /** The runs made under each configuration by themselves; absent when there is one. */
  configurations: z
    .array(z.strictObject({ config_sha256: Sha256, runs: runsByFramework, summary: Summaries }))
    .optional(),
  steps: z.array(StepSummary),
  /** By framework, then in the order of the steps; absent where nothing was evaluated. */
  checks: z.array(CheckSummary).optional(),
  runs: z.array(RunResult),
  totals: Spending,
  stopping: StoppingInResults,
  provenance: Provenance,
})
export type Results = z.infer<typeof Results>
