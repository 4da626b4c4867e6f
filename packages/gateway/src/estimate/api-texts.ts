import { isObject, stringOrNull } from '../json/json.ts'

/** Where the requests and answers of an API hold what a model reads and writes. */
export interface ApiTexts {
  read(request: Record<string, unknown>): RequestTexts
  /** The texts of a whole answer. Absent, as is the next, where the model writes none. */
  written?(answer: Record<string, unknown>): string[]
  /** What one event of a stream adds, each with the part of the answer that it goes on with. */
  writtenIn?(event: Record<string, unknown>): (readonly [part: unknown, text: string])[]
}

/** What a model reads of a request. */
export class RequestTexts {
  readonly texts: string[] = []
  /** Tokens beside those of the texts. */
  overhead = 0
  /** What the request has that no tokenizer can count; null without. */
  unread: string | null = null

  /** Whatever is no string is passed over. */
  text(value: unknown): void {
    if (typeof value === 'string') this.texts.push(value)
  }

  json(value: unknown): void {
    if (value !== undefined) this.texts.push(JSON.stringify(value))
  }

  cannotRead(what: string): void {
    this.unread ??= what
  }

  /**
   * One message. Every one is wrapped in three tokens, in OpenAI's models.
   * Source: OpenAI cookbook, "How to count tokens with tiktoken".
   */
  message(role: unknown): void {
    this.overhead += 3
    this.text(role)
  }

  /** A text, or parts with a `type`, of which `readPart` reads the texts; it returns false for what is none. */
  content(content: unknown, readPart: (part: Record<string, unknown>) => boolean): void {
    this.text(content)
    for (const part of objectsIn(content))
      if (!readPart(part)) this.cannotRead(`a part of type ${typeOf(part)}`)
  }
}

/** Every reply is begun with three tokens: `<|start|>assistant<|message|>`. Source: as above. */
export const REPLY_OVERHEAD = 3

export const typeOf = ({ type }: Record<string, unknown>): string => stringOrNull(type) ?? 'unknown'

export const objectsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** Those that are strings and not empty. */
export const textsAmong = (values: readonly unknown[]): string[] =>
  values.filter((value) => typeof value === 'string' && value !== '') as string[]
