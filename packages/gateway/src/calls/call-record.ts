import type { LlmCall } from '@genai-devbench/schema'
import type { MeteredUsage } from './metered-usage.ts'
import { type PriceTable, costPicoUsd } from '../prices/prices.ts'
import type { Provider } from '../providers/provider.ts'
import type { ObservedCall } from './observed-call.ts'
import type { SessionSpec } from '../sessions/session.ts'

export function callRecord(
  call: ObservedCall,
  metered: MeteredUsage,
  spec: SessionSpec,
  provider: Pick<Provider, 'id' | 'secrets' | 'replayed'>,
  prices: PriceTable,
): LlmCall {
  const { request, answer } = call
  const sent = request?.sent ?? NOTHING_SENT
  const cost = costOf(metered, answer?.model ?? sent.model, provider.id, prices)
  // All members that every record has in one literal: V8 is slow with objects that are spread together.
  const record: LlmCall = {
    id: call.id,
    framework: spec.framework,
    run: spec.run,
    attempt: spec.attempt,
    step: spec.step,
    execution_index: spec.executionIndex,
    phase: spec.phase,
    started_at: call.startedAt.toISOString(),
    duration_ms: call.durationMs,
    waited_ms: call.trace.waitedMs,
    attempts: call.trace.attempts,
    reserved_tokens: call.reserved?.tokens ?? null,
    reserved_picousd: call.reserved?.picousd ?? null,
    time_to_first_byte_ms: call.timeToFirstByteMs,
    path: call.path,
    stream: request?.stream ?? false,
    status: call.status,
    error: withoutSecrets(errorOf(call), provider.secrets),
    mutations: mutationsOf(call),
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': provider.id,
    'gen_ai.request.model': request?.requestedModel ?? null,
    sent_model: sent.model,
    sent_temperature: sent.temperature,
    sent_seed: sent.seed,
    'gen_ai.response.model': answer?.model ?? null,
    'gen_ai.response.finish_reasons': answer?.finishReasons ?? [],
    'gen_ai.usage.input_tokens': metered.input,
    'gen_ai.usage.output_tokens': metered.output,
    'gen_ai.usage.cache_read.input_tokens': metered.cached,
    'gen_ai.usage.cache_creation.input_tokens': metered.cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': metered.reasoning,
    usage_source: metered.source,
    usage_reason: metered.reason,
    cost_picousd: cost.cost_picousd,
    cost_reason: cost.cost_reason,
  }
  if (metered.cacheWriteHour > 0) record.cache_creation_hour_tokens = metered.cacheWriteHour
  if (metered.isMinimum) record.usage_is_minimum = true
  if (answer?.isOutOfCredit || call.status === PAYMENT_REQUIRED) record.out_of_credit = true
  if (provider.replayed) record.replayed = true
  return record
}

/** Anthropic's billing_error, DeepSeek's, OpenRouter's and Together's empty balance. */
const PAYMENT_REQUIRED = 402

const NOTHING_SENT = { model: null, temperature: null, seed: null }

function mutationsOf({ request, answerMutations }: ObservedCall): LlmCall['mutations'] {
  if (request === null) return answerMutations
  return answerMutations.length === 0 ? request.mutations : [...request.mutations, ...answerMutations]
}

function costOf(
  { input, output, cacheWrite, reason, ...rest }: MeteredUsage,
  model: string | null,
  providerId: string,
  prices: PriceTable,
): Pick<LlmCall, 'cost_picousd' | 'cost_reason'> {
  if (input === null || output === null) return unknownCost(reason)
  if (input === 0 && output === 0) return { cost_picousd: 0, cost_reason: null }
  const listed = model === null ? undefined : prices.lookup(model)
  if (listed === undefined) {
    if (providerId === 'scripted') return unknownCost('the scripted model has no price')
    return unknownCost(
      model === null ? 'neither request nor response names a model' : `no price for the model ${model}`,
    )
  }
  const cost = costPicoUsd({ ...rest, input, output, cacheWrite: cacheWrite ?? 0 }, listed.price)
  return cost === undefined
    ? unknownCost('the token counts contradict each other')
    : { cost_picousd: cost, cost_reason: null }
}

const unknownCost = (cost_reason: string | null) => ({ cost_picousd: null, cost_reason })

const MAX_ERROR_CHARACTERS = 1000

function errorOf({ end, status, answer }: ObservedCall): string | null {
  const stated = answer?.error ?? null
  if (end.kind !== 'answered') return end.error
  if (status !== null && status >= 400)
    return `HTTP ${status}${stated === null ? '' : `: ${stated.slice(0, MAX_ERROR_CHARACTERS)}`}`
  return stated?.slice(0, MAX_ERROR_CHARACTERS) ?? null
}

function withoutSecrets(text: string | null, secrets: readonly string[]): string | null {
  return text === null ? null : secrets.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text)
}
