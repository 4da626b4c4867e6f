import type { LlmCall } from '@genai-devbench/schema'
import type { AnswerFacts } from './answer/answer-facts.ts'
import type { Spend } from './limits/budget-account.ts'
import type { CallTrace } from './limits/call-trace.ts'
import type { Mutations, PreparedRequest } from './prepare-request.ts'
import { type PriceTable, costPicoUsd } from './prices/prices.ts'
import type { Provider } from './providers/provider.ts'
import type { RelayEnd } from './relay.ts'
import type { SessionSpec } from './session.ts'
import { NO_TOKENS, type TokenUsage } from './token-usage.ts'

/** One call, seen from outside. */
export interface ObservedCall {
  id: string
  operation: LlmCall['gen_ai.operation.name']
  path: string
  startedAt: Date
  durationMs: number
  timeToFirstByteMs: number | null
  /** What the client was answered; null when it got no answer. */
  status: number | null
  /** Null when the body was never read or is no JSON object. */
  request: PreparedRequest | null
  /** Null when no answer of the provider's began. */
  answer: AnswerFacts | null
  answerMutations: Mutations
  trace: Pick<CallTrace, 'attempts' | 'waitedMs' | 'lost'>
  /** What a budget held for it. */
  reserved: Spend | null
  end: RelayEnd
}

export function callRecord(
  call: ObservedCall,
  spec: SessionSpec,
  provider: Pick<Provider, 'id' | 'secrets' | 'replayed'>,
  prices: PriceTable,
): LlmCall {
  const { request, answer } = call
  const sent = request?.sent ?? { model: null, temperature: null, seed: null }
  const metered = meteredUsage(call)
  return {
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
    mutations: [...(request?.mutations ?? []), ...call.answerMutations],
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': provider.id,
    'gen_ai.request.model': request?.requestedModel ?? null,
    sent_model: sent.model,
    sent_temperature: sent.temperature,
    sent_seed: sent.seed,
    'gen_ai.response.model': answer?.model ?? null,
    'gen_ai.response.finish_reasons': answer?.finishReasons ?? [],
    'gen_ai.usage.input_tokens': metered.usage?.input ?? null,
    'gen_ai.usage.output_tokens': metered.usage?.output ?? null,
    'gen_ai.usage.cache_read.input_tokens': metered.usage?.cached ?? null,
    'gen_ai.usage.cache_creation.input_tokens': metered.usage?.cacheWrite ?? null,
    'gen_ai.usage.reasoning.output_tokens': metered.usage?.reasoning ?? null,
    usage_source: metered.source,
    usage_reason: metered.reason,
    ...costOf(metered, answer?.model ?? sent.model, provider.id, prices),
    ...(provider.replayed && { replayed: provider.replayed }),
  }
}

const LOST_ATTEMPT =
  'an earlier attempt reached the provider and brought no answer: what it used is not known'

interface MeteredUsage {
  /** Without its output where the answer broke off after the provider had counted the input. */
  usage: (Omit<TokenUsage, 'output'> & { output: number | null }) | null
  source: LlmCall['usage_source']
  reason: string | null
}

function meteredUsage({ end, status, answer, trace }: ObservedCall): MeteredUsage {
  if (trace.lost > 0) return { usage: null, source: 'unavailable', reason: LOST_ATTEMPT }
  if (end.kind === 'not sent') return { usage: NO_TOKENS, source: 'measured', reason: null }
  const usage = answer?.usage ?? null
  // A usage before the end of a stream may be a running total: it is the call's own once the model has finished.
  const isWhole = end.kind === 'answered' && !answer?.isUsageSoFar
  if (usage !== null && (isWhole || answer!.finishReasons.length > 0)) {
    return { usage, source: 'measured', reason: unreported(usage) }
  }
  if (status !== null && status >= 400) {
    return { usage: NO_TOKENS, source: 'estimated', reason: 'error response without usage: counted as 0' }
  }
  if (usage !== null) {
    const reason = 'cut off before the provider reported the usage of its output'
    return { usage: { ...usage, output: null, reasoning: null }, source: 'unavailable', reason }
  }
  const reason =
    end.kind === 'cut off'
      ? 'cut off before the provider reported the usage'
      : (answer?.usageProblem ?? 'the provider reported no usage')
  return { usage: null, source: 'unavailable', reason }
}

function unreported({ cached, reasoning }: TokenUsage): string | null {
  const missing = [cached === null ? 'cached' : [], reasoning === null ? 'reasoning' : []].flat()
  return missing.length === 0 ? null : `the provider reported no ${missing.join(' and no ')} tokens`
}

function costOf(
  { usage, reason }: MeteredUsage,
  model: string | null,
  providerId: string,
  prices: PriceTable,
): Pick<LlmCall, 'cost_picousd' | 'cost_reason'> {
  const output = usage?.output ?? null
  if (usage === null || output === null) return unknownCost(reason)
  if (usage.input === 0 && output === 0) return { cost_picousd: 0, cost_reason: null }
  const listed = model === null ? undefined : prices.lookup(model)
  if (listed === undefined) {
    if (providerId === 'scripted') return unknownCost('the scripted model has no price')
    return unknownCost(
      model === null ? 'neither request nor response names a model' : `no price for the model ${model}`,
    )
  }
  const cost = costPicoUsd({ ...usage, output }, listed.price)
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
