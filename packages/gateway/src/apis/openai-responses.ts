import { learnError, learnUsage } from '../answer/answer-facts.ts'
import { responsesTexts } from '../estimate/openai-responses-texts.ts'
import { isObject, stringOrNull } from '../json/json.ts'
import { type TokenUsage, tokenCount } from '../calls/token-usage.ts'
import type { WireApi } from './wire-api.ts'

/** Source: OpenAI API reference, "The response object" and "Streaming events" of the Responses API. It has no seed. */
export const openAiResponses: WireApi = {
  operation: 'chat',
  pins: { model: true, temperature: true, seed: false },
  unmetered: ({ background }) =>
    background === true
      ? 'A response in the background is made, and billed, while no call waits for it, so it cannot be metered. Ask without `background`.'
      : undefined,
  texts: responsesTexts,
  telling: ['usage', 'status', 'error', 'code'],
  learn(facts, json) {
    // An event of a stream carries the response as a member, and an error its parts.
    const response = isObject(json['response']) ? json['response'] : json
    facts.model ??= stringOrNull(response['model'])
    learnError(facts, response['error'])
    if (json['type'] === 'error') learnError(facts, json)
    const reason = finishReason(response)
    if (reason !== null) facts.finishReasons.push(reason)
    if (isObject(response['usage'])) learnUsage(facts, responseUsage(response['usage']))
  },
}

const FINAL = new Set(['completed', 'incomplete', 'failed', 'cancelled'])

function finishReason({
  object,
  status,
  incomplete_details: details,
}: Record<string, unknown>): string | null {
  const ended = stringOrNull(status)
  if (object !== 'response' || ended === null || !FINAL.has(ended)) return null
  return (isObject(details) ? stringOrNull(details['reason']) : null) ?? ended
}

/** Of a response, an embedding or an image: OpenAI's later APIs share these names. */
export function responseUsage(usage: Record<string, unknown>): TokenUsage | undefined {
  const input = tokenCount(usage['input_tokens'])
  const output = tokenCount(usage['output_tokens'])
  if (input === null || output === null) return undefined
  const inputDetails = usage['input_tokens_details']
  const outputDetails = usage['output_tokens_details']
  return {
    input,
    output,
    cached: tokenCount(isObject(inputDetails) ? inputDetails['cached_tokens'] : undefined),
    cacheWrite: tokenCount(isObject(inputDetails) ? inputDetails['cache_write_tokens'] : undefined) ?? 0,
    reasoning: tokenCount(isObject(outputDetails) ? outputDetails['reasoning_tokens'] : undefined),
  }
}
