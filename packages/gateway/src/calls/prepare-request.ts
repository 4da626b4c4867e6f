import type { LlmCall } from '@genai-devbench/schema'
import type { WireApi } from '../apis/wire-api.ts'
import { isObject, numberOrNull, stringOrNull } from '../json/json.ts'
import { type MemberEdit, setMembers } from '../json/json-edit.ts'
import type { SessionSpec } from '../sessions/session.ts'
import { tokenCount } from './token-usage.ts'

/** What is set to the experiment's value in every request. */
export interface Pin {
  model: boolean
  temperature: boolean
  seed: boolean
  /** Names under which the provider has a model, where they differ: on Azure, those of its deployments. */
  deployments?: Readonly<Record<string, string>> | undefined
}

export type Mutations = LlmCall['mutations']

export interface PreparedRequest {
  /** The bytes to send: the client's own where nothing is changed. */
  body: Buffer
  mutations: Mutations
  /** The usage is asked for on behalf of the record; the client is not to see it. */
  usageAdded: boolean
  stream: boolean
  requestedModel: string | null
  /** Tokens that the answer may have at most, where the request says so. */
  outputLimit: number | null
  /** How many answers are asked for. */
  answers: number
  sent: { model: string | null; temperature: number | null; seed: number | null }
  /** Why it must not be sent. */
  unmetered: string | undefined
}

/**
 * What is to be sent for a request: pinned members set, usage asked for on streams, all else byte for byte as it came.
 * Throws a SyntaxError when the body is not a JSON object.
 */
export function prepareRequest(
  api: WireApi,
  body: Buffer,
  spec: Pick<SessionSpec, 'model' | 'temperature' | 'seed'>,
  pin: Pin,
): PreparedRequest {
  const json = parseObject(body)
  const mutations: Mutations = []
  const edits: MemberEdit[] = []
  const set = (path: MemberEdit['path'], from: unknown, to: unknown) => {
    if (from === to) return
    // A field that was not there and one that was null are both recorded as null.
    mutations.push({ field: path.join('.'), from: from ?? null, to })
    edits.push({ path, value: to })
  }
  const pinned = (name: 'model' | 'temperature' | 'seed'): unknown =>
    pin[name] && api.pins[name] && spec[name] !== undefined ? spec[name] : json[name]
  const asked = pinned('model')
  const model = typeof asked === 'string' ? (pin.deployments?.[asked] ?? asked) : asked
  const temperature = pinned('temperature')
  const seed = pinned('seed')
  set(['model'], json['model'], model)
  set(['temperature'], json['temperature'], temperature)
  set(['seed'], json['seed'], seed)
  const stream = json['stream'] === true
  const usageAsked = api.usageOption && memberAt(json, api.usageOption)
  if (stream && api.usageOption) set(api.usageOption, usageAsked, true)
  return {
    body: edits.length === 0 ? body : setMembers(body, edits),
    mutations,
    usageAdded: stream && api.usageOption !== undefined && usageAsked !== true,
    stream,
    requestedModel: stringOrNull(json['model']),
    outputLimit: outputLimitOf(json),
    answers: Math.max(1, tokenCount(json['n']) ?? 1),
    sent: {
      model: stringOrNull(model),
      temperature: numberOrNull(temperature),
      seed: numberOrNull(seed),
    },
    unmetered: api.unmetered?.(json),
  }
}

/** OpenAI's chat has an old and a new name for it, its Responses API one more; Anthropic has the old one. */
function outputLimitOf(json: Record<string, unknown>): number | null {
  const stated = ['max_tokens', 'max_completion_tokens', 'max_output_tokens']
    .map((name) => tokenCount(json[name]))
    .filter((limit) => limit !== null)
  return stated.length === 0 ? null : Math.max(...stated)
}

const memberAt = (json: unknown, path: readonly string[]): unknown =>
  path.reduce((value, key) => (isObject(value) ? value[key] : undefined), json)

function parseObject(body: Buffer): Record<string, unknown> {
  const json = parse(body.toString())
  if (!isObject(json)) throw new SyntaxError('not a JSON object')
  return json
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // V8 quotes from the text, which is not for the record.
    throw new SyntaxError(
      String(error)
        .replace(/^SyntaxError: /, '')
        .replace(/,? (\.{3})?"[^]*"(\.{3})?/, ''),
    )
  }
}
