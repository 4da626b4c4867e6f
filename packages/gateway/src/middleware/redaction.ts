import type { BegunCall, MiddlewareConfig } from '@genai-devbench/schema'
import { isObject, parseJson } from '../json/json.ts'
import { type PiecedBody, type PiecedText, replaceRanges } from '../recording/pieced-body.ts'
import { rewriteSplitTexts } from '../recording/split-texts.ts'
import { rewriteTexts } from './json-texts.ts'
import { matchesIn, replaceMatches } from './matches.ts'
import { type NamedPattern, namedPatterns } from './patterns.ts'

type RedactConfig = Extract<MiddlewareConfig, { use: 'redact' }>

/** What is taken out of whatever is written of a call. */
export class Redaction {
  readonly #patterns: readonly NamedPattern[]
  readonly #headers: ReadonlySet<string>

  constructor(patterns: readonly NamedPattern[] = [], headers: readonly string[] = []) {
    this.#patterns = patterns
    this.#headers = new Set(headers.map((name) => name.toLowerCase()))
  }

  get hasPatterns(): boolean {
    return this.#patterns.length > 0
  }

  async with({ patterns, headers }: RedactConfig): Promise<Redaction> {
    const named = await namedPatterns(patterns)
    return new Redaction([...this.#patterns, ...named], [...this.#headers, ...headers])
  }

  text(text: string): string {
    return replaceMatches(text, matchesIn(text, this.#patterns), placeholder)
  }

  /** The same in every text of a plain value. */
  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.#value(item))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item)]))
  }

  /** What the provider or the framework had to say in their own words. */
  record<Call extends BegunCall>(call: Call): Call {
    if (!this.hasPatterns) return call
    const said = <One extends { error?: string | null | undefined }>(one: One): One =>
      typeof one.error === 'string' ? { ...one, error: this.text(one.error) } : one
    const mutations = call.mutations.map((one) => ({
      ...one,
      from: this.#value(one.from),
      to: this.#value(one.to),
    }))
    return { ...said(call), attempts: call.attempts.map(said), mutations }
  }

  /** By name in lower case; those of one name joined, and no value that gives access. Lists are name, value, name, value. */
  headers(headers: readonly string[]): Record<string, string> {
    const written: Record<string, string> = {}
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i]!.toLowerCase()
      const isHidden = GIVES_ACCESS.test(name) || this.#headers.has(name)
      const value = isHidden ? '[redacted]' : this.text(headers[i + 1]!)
      written[name] = name in written ? `${written[name]}, ${value}` : value
    }
    return written
  }

  /** In JSON and in streams of events its texts, one that comes in several events too; anything else as one text. */
  body(body: PiecedBody, isEventStream: boolean): PiecedBody & { count: number } {
    if (!this.hasPatterns) return { ...body, count: 0 }
    let count = 0
    const inText = (pieced: PiecedText): PiecedText => {
      const matches = matchesIn(pieced.text, this.#patterns)
      count += matches.length
      return replaceRanges(pieced, matches, ({ name }) => placeholder(name))
    }
    if (isEventStream) return { ...rewriteSplitTexts(body, inText, 1), count }
    const text = body.bytes.toString()
    const bytes =
      typeof parseJson(text) === 'object' ? this.#json(body.bytes, inText) : this.#plain(text, inText)
    return count === 0 ? { ...body, count } : { bytes, chunks: [bytes.length], count }
  }

  #plain(text: string, inText: (text: PiecedText) => PiecedText): Buffer {
    return Buffer.from(inText({ text, ends: [] }).text)
  }

  #json(bytes: Buffer, inText: (text: PiecedText) => PiecedText): Buffer {
    const rewrite = (text: string) => {
      const redacted = inText({ text, ends: [] }).text
      return redacted === text ? undefined : { text: redacted, note: undefined }
    }
    return rewriteTexts(bytes, rewrite, false).json
  }
}

/** All that is taken out once a call has passed the whole list. */
export async function redactionOf(middleware: readonly MiddlewareConfig[]): Promise<Redaction> {
  let redaction = new Redaction()
  for (const one of middleware) if (one.use === 'redact') redaction = await redaction.with(one)
  return redaction
}

const placeholder = (name: string): string => `[redacted:${name}]`

/** Authorization, Proxy-Authorization, X-Api-Key, Api-Key, Cookie, Set-Cookie, X-Auth-Token, X-Amz-Security-Token and the like. */
const GIVES_ACCESS = /authorization|cookie|api-?key|(?:^|-)(?:auth|secret|session|token)(?:-|$)/
