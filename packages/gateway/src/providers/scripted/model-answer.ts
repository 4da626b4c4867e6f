import type { ProviderRequest } from '../provider.ts'
import { type Answer, jsonAnswer, streamedAnswer, unable } from './answer.ts'
import type { ScriptedApi } from './scripted-api.ts'
import { seededRandom } from './seeded-random.ts'
import { countTokens, replyTokens } from './text.ts'

/** Asks the session's scripted model, and puts its reply into the form of the API through which it was asked. */
export function modelAnswer(
  api: ScriptedApi,
  json: Record<string, unknown>,
  { session, ordinal }: Pick<ProviderRequest, 'session' | 'ordinal'>,
  defectRate: number,
): Answer {
  const { seed, framework, step, phase, prompt } = session
  try {
    const { messages, tools, counted, unable: why } = api.read(json)
    if (why !== undefined) return unable(why)
    const random = seededRandom(seed, framework, step, phase, ordinal)
    const isDefective = random() < defectRate
    const reply = session.scripted({ phase, prompt, messages, tools, random, isDefective })
    if ('tool' in reply && !tools.includes(reply.tool)) {
      return unable(
        `it answers with the tool ${reply.tool}, but the request offers ${tools.join(', ') || 'none'}`,
      )
    }
    const context = {
      id: `${seed}-${framework}-${step}-${phase}-${ordinal}`,
      reply,
      tokens: { input: countTokens(counted), output: replyTokens(reply) },
      json,
    }
    return json['stream'] === true ? streamedAnswer(api.events(context)) : jsonAnswer(api.answer(context))
  } catch (error) {
    return unable(error instanceof Error ? error.message : String(error))
  }
}
