import { withoutQuery } from '../../http/without-query.ts'
import { isObject, parseJson } from '../../json/json.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from '../provider.ts'
import { type Answer, errorAnswer, jsonAnswer, unable } from './answer.ts'
import { scriptedMessages } from './anthropic-messages.ts'
import { modelAnswer } from './model-answer.ts'
import { scriptedChat } from './openai-chat.ts'
import { scriptedResponses } from './openai-responses.ts'
import { countTokens } from './text.ts'

export interface ScriptedOptions {
  /** Share of its answers that the scripted model makes unusable, so that outcomes vary. Default 0. */
  defectRate?: number
}

/**
 * Answers with the session's scripted model instead of a real one: no key, no network, and the same answers, byte for byte, for
 * the same seed, framework, step, phase and place of the call in its session. Tokens are its own count: a quarter of the UTF-8
 * bytes of all text, rounded up. What the scripted model cannot do is answered with status 400, which clients do not retry.
 */
export function scriptedProvider({ defectRate = 0 }: ScriptedOptions = {}): Provider {
  return {
    id: 'scripted',
    secrets: [],
    send(request, receiver) {
      let aborted = false
      // Not before the caller has its hold on the answer.
      queueMicrotask(() => {
        if (!aborted) deliver(answer(request, defectRate), receiver)
      })
      return {
        // The whole answer is in memory already.
        pause() {},
        resume() {},
        abort() {
          aborted = true
          return true
        },
      } satisfies ResponseFlow
    },
    close: async () => {},
  }
}

function deliver({ status, contentType, chunks }: Answer, receiver: ResponseReceiver): void {
  receiver.head(status, '', ['content-type', contentType])
  for (const chunk of chunks) receiver.data(chunk)
  receiver.end()
}

function answer(request: ProviderRequest, defectRate: number): Answer {
  const path = withoutQuery(request.path)
  if (request.method === 'GET')
    return path.startsWith('/responses/')
      ? errorAnswer(404, 'not_found', 'The scripted model keeps no responses.')
      : modelList(request.session.model, path)
  const json = parseJson((request.body ?? Buffer.alloc(0)).toString())
  if (!isObject(json)) return unable('the request is not a JSON object')
  switch (path) {
    case '/chat/completions':
      return modelAnswer(scriptedChat, json, request, defectRate)
    case '/responses':
      return modelAnswer(scriptedResponses, json, request, defectRate)
    case '/responses/input_tokens':
      return jsonAnswer({
        object: 'response.input_tokens',
        input_tokens: countTokens(scriptedResponses.read(json).counted),
      })
    case '/messages':
      return modelAnswer(scriptedMessages, json, request, defectRate)
    case '/messages/count_tokens':
      return jsonAnswer({ input_tokens: countTokens(scriptedMessages.read(json).counted) })
    default:
      return unable(`it writes text and calls tools, and has nothing for ${path}`)
  }
}

function modelList(model: string, path: string): Answer {
  const entry = { id: model, object: 'model', created: 0, owned_by: 'genai-devbench' }
  if (path === '/models') return jsonAnswer({ object: 'list', data: [entry] })
  if (path === `/models/${model}` || path === `/models/${encodeURIComponent(model)}`) return jsonAnswer(entry)
  return errorAnswer(404, 'model_not_found', `No such model here. The experiment's model is ${model}.`)
}
