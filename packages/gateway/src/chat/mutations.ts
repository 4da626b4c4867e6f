import type { LlmCall } from '@genai-devbench/schema'
import { isObject, numberOrNull, stringOrNull } from '../json.ts'
import { type MemberEdit, setMembers } from '../json-edit.ts'
import type { SessionSpec } from '../session.ts'

/** What is set to the experiment's value in every request. */
export interface Pin {
  model: boolean
  temperature: boolean
  seed: boolean
}

export type Mutations = LlmCall['mutations']

export interface ChatRequest {
  /** The bytes to send: the client's own where nothing is changed. */
  body: Buffer
  mutations: Mutations
  /** The usage is asked for on behalf of the record; the client is not to see it. */
  usageAdded: boolean
  stream: boolean
  requestedModel: string | null
  sent: { model: string | null; temperature: number | null; seed: number | null }
}

/**
 * What is to be sent for a chat request: pinned fields set, usage asked for on streams, all else byte for byte as it came.
 * Throws a SyntaxError when the body is not a JSON object.
 */
export function prepareChatRequest(
  body: Buffer,
  spec: Pick<SessionSpec, 'model' | 'temperature' | 'seed'>,
  pin: Pin,
): ChatRequest {
  const json = parseObject(body)
  const mutations: Mutations = []
  const edits: MemberEdit[] = []
  const set = (path: MemberEdit['path'], from: unknown, to: unknown) => {
    if (from === to) return
    // A field that was not there and one that was null are both recorded as null.
    mutations.push({ field: path.join('.'), from: from ?? null, to })
    edits.push({ path, value: to })
  }
  if (pin.model) set(['model'], json['model'], spec.model)
  if (pin.temperature && spec.temperature !== undefined)
    set(['temperature'], json['temperature'], spec.temperature)
  if (pin.seed) set(['seed'], json['seed'], spec.seed)

  const stream = json['stream'] === true
  const asked = isObject(json['stream_options']) ? json['stream_options']['include_usage'] : undefined
  if (stream) set(['stream_options', 'include_usage'], asked, true)

  return {
    body: edits.length === 0 ? body : setMembers(body, edits),
    mutations,
    usageAdded: stream && asked !== true,
    stream,
    requestedModel: stringOrNull(json['model']),
    sent: {
      model: pin.model ? spec.model : stringOrNull(json['model']),
      temperature: pin.temperature
        ? (spec.temperature ?? numberOrNull(json['temperature']))
        : numberOrNull(json['temperature']),
      seed: pin.seed ? spec.seed : numberOrNull(json['seed']),
    },
  }
}

function parseObject(body: Buffer): Record<string, unknown> {
  const json: unknown = JSON.parse(body.toString())
  if (!isObject(json)) throw new SyntaxError('not a JSON object')
  return json
}
