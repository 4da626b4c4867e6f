import {
  type ExperimentConfig,
  type MetricId,
  type Metrics,
  type RunEvaluation,
  type RunRecord,
  type StepRecord,
  UNANSWERED,
  type Usage,
} from '@genai-devbench/schema'
import { evaluationValue, qualityScore } from './evaluation-value.ts'

/** What one run has of a metric; null with the reason where it has none. */
export type MetricValue = { value: number } | { value: null; reason: string }

const PICO = 1e12

/** Why a replayed run has no times. */
export const REPLAYED = 'replayed: times are not measurements'

type Weights = Metrics['intervention_weights']

/** What decides the values beside the runs. */
export type MetricSettings = Pick<ExperimentConfig, 'metrics' | 'acceptance'>

interface Run {
  record: RunRecord
  settings: MetricSettings
  evaluation: RunEvaluation | undefined
}

const measured =
  (metric: Parameters<typeof evaluationValue>[0]) =>
  ({ evaluation, settings }: Run): MetricValue =>
    evaluationValue(metric, evaluation, settings.acceptance)

const VALUES: Record<MetricId, (run: Run) => MetricValue> = {
  success: ({ record: { outcome } }) => ({ value: outcome === 'completed' ? 1 : 0 }),
  functionality: measured('functionality'),
  executable_step_rate: measured('executable_step_rate'),
  regressions: measured('regressions'),
  migration_continuity: measured('migration_continuity'),
  crud_effectiveness: measured('crud_effectiveness'),
  code_quality: measured('code_quality'),
  documentation: measured('documentation'),
  test_coverage: measured('test_coverage'),
  quality_score: qualityOf,
  quality_per_usd: (run) => perDollar(qualityOf(run), cost(run.record.totals.usage)),
  autr: ({ record: { steps } }) => autonomy(steps.filter(({ outcome }) => outcome !== 'skipped')),
  heu: ({ record, settings }) => ({ value: effort(record.steps, settings.metrics.intervention_weights) }),
  tokens_total: ({ record }) => tokens(totalTokens(record.totals.usage), record.totals.usage),
  tokens_input: ({ record }) => tokens(record.totals.usage.input_tokens, record.totals.usage),
  tokens_output: ({ record }) => tokens(record.totals.usage.output_tokens, record.totals.usage),
  cost_usd: ({ record }) => cost(record.totals.usage),
  wall_seconds: ({ record: { replayed, totals } }) =>
    time(replayed ? null : totals.wall_ms, 'the run took no time'),
  model_seconds: ({ record: { replayed, totals } }) =>
    time(replayed ? null : totals.usage.model_ms, 'no model call was made'),
  api_calls: ({ record }) => ({ value: record.totals.usage.calls }),
}

/** The value of a metric for a run, from its record, its evaluation where there is one, and the config. */
export const metricValue = (
  record: RunRecord,
  metric: MetricId,
  settings: MetricSettings,
  evaluation: RunEvaluation | undefined,
): MetricValue => VALUES[metric]({ record, settings, evaluation })

function qualityOf({ evaluation, settings: { metrics, acceptance } }: Run): MetricValue {
  return qualityScore((part) => evaluationValue(part, evaluation, acceptance), metrics)
}

function perDollar(quality: MetricValue, dollars: MetricValue): MetricValue {
  if (quality.value === null) return quality
  return dollars.value === null ? dollars : { value: quality.value / dollars.value }
}

function autonomy(steps: readonly StepRecord[]): MetricValue {
  if (steps.length === 0) return { value: null, reason: 'the run came to no step' }
  return { value: steps.filter(({ interventions }) => interventions.length === 0).length / steps.length }
}

const effort = (steps: readonly StepRecord[], weights: Weights): number =>
  steps
    .flatMap(({ interventions }) => interventions)
    .reduce((sum, { answer }) => sum + (weights[answer ?? UNANSWERED] ?? 1), 0)

function totalTokens({ input_tokens, output_tokens }: Usage): number | null {
  return input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens
}

function tokens(count: number | null, usage: Usage): MetricValue {
  if (count === null) return { value: null, reason: usage.tokens_reason ?? 'the usage is unknown' }
  return positive(count, 'no model call used tokens')
}

function cost({ cost_picousd, cost_reason }: Usage): MetricValue {
  if (cost_picousd === null) return { value: null, reason: cost_reason ?? 'the cost is unknown' }
  return positive(cost_picousd / PICO, 'no call of this run cost anything')
}

/** `ms` is null where nothing was timed. */
function time(ms: number | null, noTime: string): MetricValue {
  return ms === null ? { value: null, reason: REPLAYED } : positive(ms / 1000, noTime)
}

/** These metrics live on a log scale, on which a zero has no place: it is a missing value with a reason. */
const positive = (value: number, reason: string): MetricValue =>
  value > 0 ? { value } : { value: null, reason }
