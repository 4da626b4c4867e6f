import type { MetricId, RunRecord, Usage } from '@genai-devbench/schema'

/** What one run has of a metric; null with the reason where it has none. */
export type MetricValue = { value: number } | { value: null; reason: string }

const PICO = 1e12

/** The value of a metric for a run, from its record alone. */
export function metricValue(record: RunRecord, metric: MetricId): MetricValue {
  const { usage, wall_ms } = record.totals
  switch (metric) {
    case 'success':
      return { value: record.outcome === 'completed' ? 1 : 0 }
    case 'tokens_input':
      return tokens(usage.input_tokens, usage)
    case 'tokens_output':
      return tokens(usage.output_tokens, usage)
    case 'tokens_total':
      return tokens(
        usage.input_tokens === null || usage.output_tokens === null
          ? null
          : usage.input_tokens + usage.output_tokens,
        usage,
      )
    case 'cost_usd':
      if (usage.cost_picousd === null)
        return { value: null, reason: usage.cost_reason ?? 'the cost is unknown' }
      return positive(usage.cost_picousd / PICO, 'no call of this run cost anything')
    case 'wall_seconds':
      return positive(wall_ms / 1000, 'the run took no time')
    case 'model_seconds':
      return positive(usage.model_ms / 1000, 'no model call was made')
    case 'api_calls':
      return { value: usage.calls }
  }
}

function tokens(count: number | null, usage: Usage): MetricValue {
  if (count === null) return { value: null, reason: usage.tokens_reason ?? 'the usage is unknown' }
  return positive(count, 'no model call used tokens')
}

/** These metrics live on a log scale, on which a zero has no place: it is a missing value with a reason. */
const positive = (value: number, reason: string): MetricValue =>
  value > 0 ? { value } : { value: null, reason }
