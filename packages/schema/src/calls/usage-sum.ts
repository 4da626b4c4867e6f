import type { LlmCall, Usage } from './llm-call.ts'

export const NO_USAGE: Usage = {
  calls: 0,
  failed_calls: 0,
  estimated_calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  cached_input_tokens: 0,
  cache_creation_input_tokens: 0,
  reasoning_tokens: 0,
  tokens_reason: null,
  cost_picousd: 0,
  cost_reason: null,
  model_ms: 0,
  waited_ms: 0,
}

/** One call of which nothing is known but that there was one. */
export const unknownUsage = (reason: string): Usage => ({
  calls: 1,
  failed_calls: 0,
  estimated_calls: 0,
  input_tokens: null,
  output_tokens: null,
  cached_input_tokens: null,
  cache_creation_input_tokens: null,
  reasoning_tokens: null,
  tokens_reason: reason,
  cost_picousd: null,
  cost_reason: reason,
  model_ms: null,
  waited_ms: 0,
})

/** The usage of one call alone. */
export function usageOfCall(call: LlmCall): Usage {
  return {
    calls: 1,
    failed_calls: call.error === null ? 0 : 1,
    estimated_calls: isCountedHere(call) ? 1 : 0,
    input_tokens: call['gen_ai.usage.input_tokens'],
    output_tokens: call['gen_ai.usage.output_tokens'],
    cached_input_tokens: call['gen_ai.usage.cache_read.input_tokens'],
    cache_creation_input_tokens: call['gen_ai.usage.cache_creation.input_tokens'],
    reasoning_tokens: call['gen_ai.usage.reasoning.output_tokens'],
    tokens_reason: call.usage_reason,
    cost_picousd: call.cost_picousd,
    cost_reason: call.cost_reason,
    model_ms: call.replayed ? null : Math.max(0, call.duration_ms - call.waited_ms),
    waited_ms: call.waited_ms,
  }
}

/** An error that counts as nothing is an estimate too, and adds no tokens to a sum. */
function isCountedHere({
  usage_source: source,
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
}: LlmCall): boolean {
  return source === 'estimated' && (input ?? 0) + (output ?? 0) > 0
}

/** What a call is known to have taken in all; null where it may have taken more. */
export function knownSpend(call: LlmCall): { tokens: number | null; picousd: number | null } {
  if (call.usage_is_minimum) return { tokens: null, picousd: null }
  const tokens = addKnown(call['gen_ai.usage.input_tokens'], call['gen_ai.usage.output_tokens'])
  return { tokens, picousd: call.cost_picousd }
}

/** Unknown plus anything is unknown. The first reason is kept; that of an unknown number comes before that of an estimate. */
export function addUsage(a: Usage, b: Usage): Usage {
  const unknown = [a, b].find((one) => one.input_tokens === null || one.output_tokens === null)
  return {
    calls: a.calls + b.calls,
    failed_calls: a.failed_calls + b.failed_calls,
    estimated_calls: a.estimated_calls + b.estimated_calls,
    input_tokens: addKnown(a.input_tokens, b.input_tokens),
    output_tokens: addKnown(a.output_tokens, b.output_tokens),
    cached_input_tokens: addKnown(a.cached_input_tokens, b.cached_input_tokens),
    cache_creation_input_tokens: addKnown(a.cache_creation_input_tokens, b.cache_creation_input_tokens),
    reasoning_tokens: addKnown(a.reasoning_tokens, b.reasoning_tokens),
    tokens_reason: unknown?.tokens_reason ?? a.tokens_reason ?? b.tokens_reason,
    cost_picousd: addKnown(a.cost_picousd, b.cost_picousd),
    cost_reason: a.cost_reason ?? b.cost_reason,
    model_ms: addKnown(a.model_ms, b.model_ms),
    waited_ms: a.waited_ms + b.waited_ms,
  }
}

export const sumUsage = (usages: Iterable<Usage>): Usage => [...usages].reduce(addUsage, NO_USAGE)

function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
