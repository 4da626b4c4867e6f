import { learnError, learnUsage } from '../answer/answer-facts.ts'
import { chatTexts } from '../estimate/openai-chat-texts.ts'
import { isObject, stringOrNull } from '../json/json.ts'
import { type TokenUsage, tokenCount } from '../calls/token-usage.ts'
import type { WireApi } from './wire-api.ts'

/** Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object". */
export const openAiChat: WireApi = {
  operation: 'chat',
  pins: { model: true, temperature: true, seed: true },
  usageOption: ['stream_options', 'include_usage'],
  texts: chatTexts,
  telling: ['usage', 'finish_reason', 'error'],
  learn(facts, json) {
    facts.model ??= stringOrNull(json['model'])
    learnError(facts, json['error'])
    for (const choice of Array.isArray(json['choices']) ? json['choices'] : []) {
      const reason = isObject(choice) ? stringOrNull(choice['finish_reason']) : null
      if (reason !== null) facts.finishReasons.push(reason)
    }
    if (isObject(json['usage'])) learnUsage(facts, chatUsage(json['usage']))
  },
  isUsageAlone: (json) =>
    isObject(json['usage']) && Array.isArray(json['choices']) && json['choices'].length === 0,
}

function chatUsage(usage: Record<string, unknown>): TokenUsage | undefined {
  const input = tokenCount(usage['prompt_tokens'])
  const output = tokenCount(usage['completion_tokens'])
  if (input === null || output === null) return undefined
  const promptDetails = usage['prompt_tokens_details']
  const completionDetails = usage['completion_tokens_details']
  return {
    input,
    output,
    cached: tokenCount(
      // The second is DeepSeek's name for the cached ones.
      isObject(promptDetails) ? promptDetails['cached_tokens'] : usage['prompt_cache_hit_tokens'],
    ),
    cacheWrite: tokenCount(isObject(promptDetails) ? promptDetails['cache_write_tokens'] : undefined) ?? 0,
    reasoning: tokenCount(isObject(completionDetails) ? completionDetails['reasoning_tokens'] : undefined),
  }
}
