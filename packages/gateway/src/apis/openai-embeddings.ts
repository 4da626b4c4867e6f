import { learnError, learnUsage } from '../answer/answer-facts.ts'
import { embeddingsTexts } from '../estimate/embeddings-texts.ts'
import { isObject, stringOrNull } from '../json/json.ts'
import { type TokenUsage, tokenCount } from '../calls/token-usage.ts'
import type { WireApi } from './wire-api.ts'

/** Source: OpenAI API reference, "Create embeddings". The model of the experiment writes text and no vectors: nothing is pinned. */
export const openAiEmbeddings: WireApi = {
  operation: 'embeddings',
  pins: { model: false, temperature: false, seed: false },
  texts: embeddingsTexts,
  telling: [],
  learn(facts, json) {
    facts.model ??= stringOrNull(json['model'])
    learnError(facts, json['error'])
    if (isObject(json['usage'])) learnUsage(facts, embeddingUsage(json['usage']))
  },
}

function embeddingUsage(usage: Record<string, unknown>): TokenUsage | undefined {
  const input = tokenCount(usage['prompt_tokens'])
  return input === null ? undefined : { input, output: 0, cached: 0, cacheWrite: 0, reasoning: 0 }
}
