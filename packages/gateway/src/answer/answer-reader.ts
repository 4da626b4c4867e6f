import type { WireApi } from '../apis/wire-api.ts'
import { HeardText } from '../estimate/heard-text.ts'
import { joined } from '../http/joined.ts'
import { isObject, parseJson } from '../json/json.ts'
import type { Mutations } from '../calls/prepare-request.ts'
import { EventSplitter, eventData } from '../http/sse.ts'
import { type AnswerFacts, noFacts } from './answer-facts.ts'
import { isStream } from './content-type.ts'
import { keepMessageFields } from './message-fields.ts'

/** Reads a response while it passes. */
export interface AnswerReader {
  readonly facts: AnswerFacts
  /** Whether the client gets every byte. */
  readonly passesUnchanged: boolean
  /** What the client does not get. The usage that it did not ask for is not told here. */
  readonly mutations: Mutations
  /** Takes what came and gives what the client is to get now. */
  push(chunk: Buffer): readonly Buffer[]
  /** The body has ended, whole or not: gives what was still held back. */
  end(): readonly Buffer[]
  /** What the model wrote, as far as it came; nothing where the provider said how many tokens that was. */
  written(): readonly string[]
}

const MAX_PARSED_BYTES = 64 * 1024 * 1024

export interface AnswerEdits {
  /** What an answer is whose type says nothing. */
  isStreamAsked: boolean
  /** Take the usage out of a stream. */
  hideUsage: boolean
  /** The fields of a message that the client knows, where that is of account. */
  messageFields?: readonly string[] | undefined
}

export function answerReader(
  api: WireApi,
  contentType: string,
  contentEncoding: string,
  { isStreamAsked, hideUsage, messageFields }: AnswerEdits,
): AnswerReader {
  if (contentEncoding !== '' && contentEncoding !== 'identity') return new UnreadAnswer(contentEncoding)
  return isStream(contentType, isStreamAsked)
    ? new StreamedAnswer(api, hideUsage)
    : new PlainAnswer(api, messageFields)
}

/** A compressed body: nothing but uncompressed is asked for, but a server may not care. */
class UnreadAnswer implements AnswerReader {
  readonly facts = noFacts()
  readonly passesUnchanged = true
  readonly mutations = []

  constructor(encoding: string) {
    this.facts.usageProblem = `the response is compressed (${encoding}): its usage was not read`
  }

  push(chunk: Buffer): readonly Buffer[] {
    return [chunk]
  }

  end(): readonly Buffer[] {
    return []
  }

  written(): readonly string[] {
    return []
  }
}

class PlainAnswer implements AnswerReader {
  readonly facts = noFacts()
  readonly passesUnchanged: boolean
  mutations: Mutations = []
  readonly #api: WireApi
  readonly #fields: readonly string[] | undefined
  #chunks: Buffer[] = []
  #size = 0
  #json: Record<string, unknown> | undefined

  constructor(api: WireApi, fields: readonly string[] | undefined) {
    this.#api = api
    this.#fields = fields
    this.passesUnchanged = fields === undefined
  }

  push(chunk: Buffer): readonly Buffer[] {
    this.#size += chunk.length
    if (this.#size <= MAX_PARSED_BYTES) {
      this.#chunks.push(chunk)
      return this.passesUnchanged ? [chunk] : []
    }
    const held = this.passesUnchanged ? [] : this.#chunks
    this.#chunks = []
    return [...held, chunk]
  }

  end(): readonly Buffer[] {
    if (this.#size > MAX_PARSED_BYTES) this.facts.usageProblem = TOO_LARGE
    if (this.#chunks.length === 0) return []
    const text = joined(this.#chunks).toString()
    const json = parseJson(text)
    if (isObject(json)) {
      this.#api.learn(this.facts, json)
      if (this.facts.usage === null) this.#json = json
    }
    if (this.#fields === undefined) return []
    const kept = keepMessageFields(text, json, this.#fields)
    this.mutations = kept.mutations
    return kept.mutations.length === 0 ? this.#chunks : [Buffer.from(kept.text)]
  }

  written(): readonly string[] {
    return this.#json === undefined ? [] : (this.#api.texts?.written?.(this.#json) ?? [])
  }
}

class StreamedAnswer implements AnswerReader {
  readonly facts = noFacts()
  readonly passesUnchanged: boolean
  readonly mutations = []
  readonly #api: WireApi
  readonly #telling: readonly Buffer[]
  readonly #splitter = new EventSplitter()
  readonly #heard: HeardText
  #tooLarge = false

  constructor(api: WireApi, hideUsage: boolean) {
    this.#api = api
    this.#telling = api.telling.map((key) => Buffer.from(`"${key}"`))
    this.#heard = new HeardText(api.texts)
    this.passesUnchanged = !hideUsage
  }

  push(chunk: Buffer): readonly Buffer[] {
    if (this.#tooLarge) return [chunk]
    const events = this.#splitter.push(chunk)
    const kept: Buffer[] = []
    for (const event of events) {
      if (!this.#read(event)) kept.push(event)
    }
    if (this.#splitter.held > MAX_PARSED_BYTES) {
      this.#tooLarge = true
      this.facts.usageProblem = TOO_LARGE
      this.#heard.forget()
      kept.push(this.#splitter.rest())
    }
    return this.passesUnchanged ? [chunk] : kept
  }

  end(): readonly Buffer[] {
    const rest = this.#splitter.rest()
    // Clients in use read a last event without its empty line too.
    const hidden = this.#read(rest)
    return this.passesUnchanged || hidden || rest.length === 0 ? [] : [rest]
  }

  written(): readonly string[] {
    return this.#heard.texts()
  }

  /** Takes note of one event; true when it holds the usage and nothing else. */
  #read(event: Buffer): boolean {
    const { facts } = this
    this.#heard.hear(event)
    // Most events carry a few letters of text: those are not parsed.
    const isNews =
      (facts.model === null && states(event, MODEL)) || this.#telling.some((key) => states(event, key))
    if (!isNews) return false
    const json = parseJson(eventData(event))
    if (!isObject(json)) return false
    this.#api.learn(facts, json)
    if (facts.usage !== null && facts.finishReasons.length > 0) this.#heard.forget()
    return this.#api.isUsageAlone?.(json) ?? false
  }
}

const TOO_LARGE = `the response is larger than ${MAX_PARSED_BYTES} bytes: its usage was not read`
const MODEL = Buffer.from('"model"')

/** Whether the bytes may hold this key with a value other than null. Wrong only in saying yes too often. */
function states(bytes: Buffer, quotedKey: Buffer): boolean {
  for (let at = bytes.indexOf(quotedKey); at !== -1; at = bytes.indexOf(quotedKey, at + 1)) {
    let value = at + quotedKey.length
    while (bytes[value] === 0x20 || bytes[value] === 0x3a) value++
    if (bytes[value] !== 0x6e) return true
  }
  return false
}
