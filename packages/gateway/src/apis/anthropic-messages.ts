import { type AnswerFacts, learnError } from '../answer/answer-facts.ts'
import { messagesTexts } from '../estimate/anthropic-texts.ts'
import { isObject, stringOrNull } from '../json/json.ts'
import { tokenCount } from '../calls/token-usage.ts'
import type { WireApi } from './wire-api.ts'

/** Source: Anthropic API reference, "Create a Message" and "Streaming Messages". It has no seed. */
export const anthropicMessages: WireApi = {
  operation: 'chat',
  pins: { model: true, temperature: true, seed: false },
  inVersionOf: ({ 'anthropic-version': version }) =>
    String(version ?? '') < NO_SAMPLING_SINCE
      ? anthropicMessages
      : { ...anthropicMessages, pins: { model: true, temperature: false, seed: false } },
  texts: messagesTexts,
  telling: ['usage', 'stop_reason', 'error'],
  learn(facts, json) {
    // A stream begins with an event that carries the message as a member, and ends with its changes under `delta`.
    const message = isObject(json['message']) ? json['message'] : json
    const delta = isObject(json['delta']) ? json['delta'] : message
    facts.model ??= stringOrNull(message['model'])
    learnError(facts, json['error'])
    const reason = stringOrNull(delta['stop_reason'])
    if (reason !== null) facts.finishReasons.push(reason)
    const usage = isObject(json['usage']) ? json['usage'] : message['usage']
    if (isObject(usage)) learnMessageUsage(facts, usage)
  },
}

/**
 * Requests of this version and of later ones are refused when they hold a temperature, whichever.
 * Source: Anthropic, "Migrating to API version 2026-10-21".
 */
const NO_SAMPLING_SINCE = '2026-10-21'

/** Of a stream's two usages the later one may leave out what has not changed; both are totals. Only the second is the whole answer's. */
function learnMessageUsage(facts: AnswerFacts, usage: Record<string, unknown>): void {
  const known = facts.usage
  const cached = tokenCount(usage['cache_read_input_tokens']) ?? known?.cached ?? null
  const cacheWrite = tokenCount(usage['cache_creation_input_tokens']) ?? known?.cacheWrite ?? 0
  const kinds = usage['cache_creation']
  const cacheWriteHour =
    tokenCount(isObject(kinds) ? kinds['ephemeral_1h_input_tokens'] : undefined) ?? known?.cacheWriteHour ?? 0
  // Anthropic counts apart what it takes from the cache and what it puts there.
  const fresh = tokenCount(usage['input_tokens']) ?? freshOf(facts)
  const output = tokenCount(usage['output_tokens']) ?? known?.output ?? null
  const details = usage['output_tokens_details']
  const thinking = tokenCount(isObject(details) ? details['thinking_tokens'] : undefined)
  if (fresh === null || output === null) {
    facts.usageProblem = 'the provider reported its usage in an unknown form'
    return
  }
  const input = fresh + (cached ?? 0) + cacheWrite
  facts.usage = {
    input,
    output,
    cached,
    cacheWrite,
    ...(cacheWriteHour > 0 && { cacheWriteHour }),
    reasoning: thinking ?? known?.reasoning ?? null,
  }
  facts.isUsageSoFar = facts.finishReasons.length === 0
}

function freshOf({ usage }: AnswerFacts): number | null {
  return usage === null ? null : usage.input - (usage.cached ?? 0) - usage.cacheWrite
}
