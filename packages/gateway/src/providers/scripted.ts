import { errorBody } from '../http/errors.ts'
import { isObject, parseJson } from '../json.ts'
import type { SessionSpec } from '../session.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from './provider.ts'
import { completionChunks, completion } from './scripted-answer.ts'
import { answerTokens, requestTokens, scriptedRequest } from './scripted-request.ts'
import { seededRandom } from './seeded-random.ts'

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

interface Answer {
  status: number
  contentType: string
  chunks: Buffer[]
}

function deliver({ status, contentType, chunks }: Answer, receiver: ResponseReceiver): void {
  receiver.head(status, '', ['content-type', contentType])
  for (const chunk of chunks) receiver.data(chunk)
  receiver.end()
}

function answer({ method, path, body, session, ordinal }: ProviderRequest, defectRate: number): Answer {
  if (method === 'GET') return modelList(session.model, path.split('?', 1)[0]!)
  const json = parseJson((body ?? Buffer.alloc(0)).toString())
  try {
    return isObject(json)
      ? chat(json, session, ordinal, defectRate)
      : refusal('the request is not a JSON object')
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error))
  }
}

function chat(
  json: Record<string, unknown>,
  session: SessionSpec,
  ordinal: number,
  defectRate: number,
): Answer {
  if (typeof json['n'] === 'number' && json['n'] > 1) return refusal('it gives one choice, not n')
  const random = seededRandom(session.seed, session.framework, session.step, session.phase, ordinal)
  const request = scriptedRequest(json, session, { random, isDefective: random() < defectRate })
  const reply = session.scripted(request)
  if ('tool' in reply && !request.tools.includes(reply.tool)) {
    return refusal(
      `it answers with the tool ${reply.tool}, but the request offers ${request.tools.join(', ') || 'none'}`,
    )
  }
  const id = `${session.seed}-${session.framework}-${session.step}-${session.phase}-${ordinal}`
  const usage = { input: requestTokens(json), output: answerTokens(reply) }
  if (json['stream'] !== true) return jsonAnswer(200, completion(id, reply, usage))
  const streamOptions = json['stream_options']
  const withUsage = isObject(streamOptions) && streamOptions['include_usage'] === true
  const events = completionChunks(id, reply, withUsage ? usage : undefined).map(
    (chunk) => `data: ${JSON.stringify(chunk)}\n\n`,
  )
  return {
    status: 200,
    contentType: 'text/event-stream',
    chunks: [...events, 'data: [DONE]\n\n'].map((event) => Buffer.from(event)),
  }
}

function modelList(model: string, path: string): Answer {
  const entry = { id: model, object: 'model', created: 0, owned_by: 'genai-devbench' }
  if (path === '/models') return jsonAnswer(200, { object: 'list', data: [entry] })
  if (path === `/models/${model}` || path === `/models/${encodeURIComponent(model)}`)
    return jsonAnswer(200, entry)
  const message = `No such model here. The experiment's model is ${model}.`
  return {
    status: 404,
    contentType: 'application/json',
    chunks: [errorBody({ status: 404, code: 'model_not_found', message })],
  }
}

const jsonAnswer = (status: number, value: unknown): Answer => ({
  status,
  contentType: 'application/json',
  chunks: [Buffer.from(JSON.stringify(value))],
})

function refusal(why: string): Answer {
  const body = errorBody({
    status: 400,
    code: 'scripted_model',
    message: `The scripted model cannot answer: ${why}.`,
  })
  return { status: 400, contentType: 'application/json', chunks: [body] }
}
