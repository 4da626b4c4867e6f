import {
  type MetricId,
  type Metrics,
  type RunRecord,
  type StepRecord,
  UNANSWERED,
  type Usage,
} from '@genai-devbench/schema'

/** What one run has of a metric; null with the reason where it has none. */
export type MetricValue = { value: number } | { value: null; reason: string }

const PICO = 1e12

/** Why a replayed run has no times. */
export const REPLAYED = 'replayed: times are not measurements'

type Weights = Metrics['intervention_weights']

const VALUES: Record<MetricId, (record: RunRecord, weights: Weights) => MetricValue> = {
  success: ({ outcome }) => ({ value: outcome === 'completed' ? 1 : 0 }),
  autr: ({ steps }) => autonomy(steps.filter(({ outcome }) => outcome !== 'skipped')),
  heu: ({ steps }, weights) => ({ value: effort(steps, weights) }),
  tokens_total: ({ totals: { usage } }) => tokens(totalTokens(usage), usage),
  tokens_input: ({ totals: { usage } }) => tokens(usage.input_tokens, usage),
  tokens_output: ({ totals: { usage } }) => tokens(usage.output_tokens, usage),
  cost_usd: ({ totals: { usage } }) => cost(usage),
  wall_seconds: ({ replayed, totals }) => time(replayed ? null : totals.wall_ms, 'the run took no time'),
  model_seconds: ({ replayed, totals }) =>
    time(replayed ? null : totals.usage.model_ms, 'no model call was made'),
  api_calls: ({ totals }) => ({ value: totals.usage.calls }),
}

/** The value of a metric for a run, from its record and the weights of the config. */
export const metricValue = (
  record: RunRecord,
  metric: MetricId,
  { intervention_weights }: Pick<Metrics, 'intervention_weights'>,
): MetricValue => VALUES[metric](record, intervention_weights)

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
