import type { LlmCall, MeteredUsage } from '@genai-devbench/schema'
import { type Span, usageWindows } from './usage-windows.ts'

/** What was metered of one model in one window. */
export interface MeteredLine extends Span {
  operation: string
  model: string
  metered: MeteredUsage
}

/** The calls that reached a model, by operation, model and window; in order of time. */
export function meteredLines(calls: readonly LlmCall[], bucketMs: number): MeteredLine[] {
  const sent = calls.filter((call) => !isUnsent(call))
  const windows = usageWindows(sent.map(spanOf), bucketMs)
  const names = answeringModels(sent)
  const lines = new Map<string, MeteredLine>()
  for (const call of sent) {
    const { from } = spanOf(call)
    const window = windows.findLast((candidate) => candidate.from <= from)!
    const operation = call['gen_ai.operation.name']
    const model = call['gen_ai.response.model'] ?? names.get(call.sent_model) ?? call.sent_model ?? 'unknown'
    const key = JSON.stringify([window.from, operation, model])
    const line = lines.get(key) ?? { ...window, operation, model, metered: NOTHING }
    lines.set(key, { ...line, metered: withCall(line.metered, call) })
  }
  return [...lines.values()].toSorted((a, b) => a.from - b.from || a.model.localeCompare(b.model))
}

/** Refused by the gateway, or given up before it was sent: its usage is known to be nothing. */
const isUnsent = ({ usage_source, status, replayed }: LlmCall): boolean =>
  replayed === true || (usage_source === 'measured' && (status === null || status >= 400))

function spanOf({ started_at, duration_ms }: LlmCall): Span {
  const from = Date.parse(started_at)
  return { from, to: from + duration_ms }
}

/** Which model answers to a name: for calls that were not answered. A name that several answer to has none. */
function answeringModels(calls: readonly LlmCall[]): Map<string | null, string> {
  const names = new Map<string | null, Set<string>>()
  for (const { sent_model: sent, 'gen_ai.response.model': answering } of calls) {
    if (answering !== null) names.set(sent, (names.get(sent) ?? new Set()).add(answering))
  }
  return new Map([...names].flatMap(([sent, models]) => (models.size === 1 ? [[sent, [...models][0]!]] : [])))
}

const NOTHING: MeteredUsage = {
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  cached_input_tokens: 0,
  cache_creation_input_tokens: 0,
  unknown_calls: 0,
  estimated_calls: 0,
}

function withCall(sum: MeteredUsage, call: LlmCall): MeteredUsage {
  const isUnknown = call.usage_source === 'unavailable'
  const part = (before: number | null, tokens: number | null): number | null =>
    before === null || (tokens === null && !isUnknown) ? null : before + (tokens ?? 0)
  return {
    requests: sum.requests + (call.usage_source === 'measured' ? 1 : 0),
    input_tokens: sum.input_tokens + (call['gen_ai.usage.input_tokens'] ?? 0),
    output_tokens: sum.output_tokens + (call['gen_ai.usage.output_tokens'] ?? 0),
    cached_input_tokens: part(sum.cached_input_tokens, call['gen_ai.usage.cache_read.input_tokens']),
    cache_creation_input_tokens: part(
      sum.cache_creation_input_tokens,
      call['gen_ai.usage.cache_creation.input_tokens'],
    ),
    unknown_calls: sum.unknown_calls + (isUnknown ? 1 : 0),
    estimated_calls: sum.estimated_calls + (call.usage_source === 'estimated' ? 1 : 0),
  }
}
