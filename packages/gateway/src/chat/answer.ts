import { isObject, parseJson, stringOrNull } from '../json.ts'
import { EventSplitter, eventData } from '../sse.ts'
import { keepMessageFields } from './message-fields.ts'
import type { Mutations } from './mutations.ts'
import { type TokenUsage, readUsage } from './usage.ts'

/** What is learnt from a response while it passes. */
export interface AnswerFacts {
  model: string | null
  finishReasons: string[]
  usage: TokenUsage | null
  /** Why there may be no usage although the provider sent one. */
  usageProblem: string | null
  /** The error that the body states, also in the middle of a stream. */
  error: string | null
}

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
}

const MAX_PARSED_BYTES = 64 * 1024 * 1024

export interface AnswerEdits {
  /** Take the usage out of a stream. */
  hideUsage: boolean
  /** The fields of a message that the client knows, where that is of account. */
  messageFields?: readonly string[] | undefined
}

export function answerReader(
  contentType: string,
  contentEncoding: string,
  { hideUsage, messageFields }: AnswerEdits,
): AnswerReader {
  if (contentEncoding !== '' && contentEncoding !== 'identity') return new UnreadAnswer(contentEncoding)
  return /^text\/event-stream\b/i.test(contentType)
    ? new StreamedAnswer(hideUsage)
    : new PlainAnswer(messageFields)
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
}

class PlainAnswer implements AnswerReader {
  readonly facts = noFacts()
  readonly passesUnchanged: boolean
  mutations: Mutations = []
  readonly #fields: readonly string[] | undefined
  #chunks: Buffer[] = []
  #size = 0

  constructor(fields: readonly string[] | undefined) {
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
    const text = Buffer.concat(this.#chunks).toString()
    const json = parseJson(text)
    learn(this.facts, json)
    if (this.#fields === undefined) return []
    const kept = keepMessageFields(text, json, this.#fields)
    this.mutations = kept.mutations
    return kept.mutations.length === 0 ? this.#chunks : [Buffer.from(kept.text)]
  }
}

class StreamedAnswer implements AnswerReader {
  readonly facts = noFacts()
  readonly passesUnchanged: boolean
  readonly mutations = []
  readonly #splitter = new EventSplitter()
  #tooLarge = false

  constructor(hideUsage: boolean) {
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

  /** Takes note of one event; true when it holds the usage and nothing else. */
  #read(event: Buffer): boolean {
    const { facts } = this
    // Most events carry a few letters of text: those are not parsed.
    const news =
      (facts.model === null && states(event, MODEL)) ||
      states(event, USAGE) ||
      states(event, FINISH_REASON) ||
      states(event, ERROR)
    if (!news) return false
    const json = parseJson(eventData(event))
    learn(facts, json)
    return (
      isObject(json) &&
      isObject(json['usage']) &&
      Array.isArray(json['choices']) &&
      json['choices'].length === 0
    )
  }
}

const TOO_LARGE = `the response is larger than ${MAX_PARSED_BYTES} bytes: its usage was not read`
const MODEL = Buffer.from('"model"')
const USAGE = Buffer.from('"usage"')
const FINISH_REASON = Buffer.from('"finish_reason"')
const ERROR = Buffer.from('"error"')

/** Whether the bytes may hold this key with a value other than null. Wrong only in saying yes too often. */
function states(bytes: Buffer, quotedKey: Buffer): boolean {
  for (let at = bytes.indexOf(quotedKey); at !== -1; at = bytes.indexOf(quotedKey, at + 1)) {
    let value = at + quotedKey.length
    while (bytes[value] === 0x20 || bytes[value] === 0x3a) value++
    if (bytes[value] !== 0x6e) return true
  }
  return false
}

const noFacts = (): AnswerFacts => ({
  model: null,
  finishReasons: [],
  usage: null,
  usageProblem: null,
  error: null,
})

/** From a whole chat completion or one chunk of it. A later usage replaces an earlier one: some servers send running totals. */
function learn(facts: AnswerFacts, json: unknown): void {
  if (!isObject(json)) return
  facts.model ??= stringOrNull(json['model'])
  facts.error ??= errorText(json['error'])
  for (const choice of Array.isArray(json['choices']) ? json['choices'] : []) {
    const reason = isObject(choice) ? stringOrNull(choice['finish_reason']) : null
    if (reason !== null) facts.finishReasons.push(reason)
  }
  if (!isObject(json['usage'])) return
  const usage = readUsage(json['usage'])
  if (usage === undefined) facts.usageProblem = 'the provider reported its usage in an unknown form'
  else facts.usage = usage
}

function errorText(error: unknown): string | null {
  if (typeof error === 'string') return error
  return isObject(error) ? (stringOrNull(error['message']) ?? JSON.stringify(error)) : null
}
