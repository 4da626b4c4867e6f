import { learnError, learnUsage } from '../answer/answer-facts.ts'
import { isObject, stringOrNull } from '../json/json.ts'
import { responseUsage } from './openai-responses.ts'
import type { WireApi } from './wire-api.ts'

/** Source: OpenAI API reference, "Create image" and its streaming events. Nothing is pinned: the experiment's model draws nothing. */
export const openAiImages: WireApi = {
  operation: 'image_generation',
  pins: { model: false, temperature: false, seed: false },
  telling: ['usage', 'error'],
  learn(facts, json) {
    facts.model ??= stringOrNull(json['model'])
    learnError(facts, json['error'])
    if (json['type'] === 'image_generation.completed') facts.finishReasons.push('completed')
    if (isObject(json['usage'])) learnUsage(facts, responseUsage(json['usage']))
  },
}
