import { isObject } from '../json.ts'

/** Tokens as the provider counted them. `input` includes the cached ones; null where the provider says nothing. */
export interface TokenUsage {
  input: number
  output: number
  cached: number | null
  reasoning: number | null
}

export const NO_TOKENS: TokenUsage = { input: 0, output: 0, cached: 0, reasoning: 0 }

/**
 * The `usage` of a chat completion or of the last chunk of a stream; undefined when it is none.
 * Source: OpenAI API reference, "The chat completion object"; `prompt_cache_hit_tokens` is DeepSeek's name for the cached ones.
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined
  const input = count(usage['prompt_tokens'])
  const output = count(usage['completion_tokens'])
  if (input === null || output === null) return undefined
  const promptDetails = usage['prompt_tokens_details']
  const completionDetails = usage['completion_tokens_details']
  return {
    input,
    output,
    cached: count(
      isObject(promptDetails) ? promptDetails['cached_tokens'] : usage['prompt_cache_hit_tokens'],
    ),
    reasoning: count(isObject(completionDetails) ? completionDetails['reasoning_tokens'] : undefined),
  }
}

const count = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
