import { isObject, parseJson } from '../json/json.ts'
import { eventData } from '../http/sse.ts'
import type { ApiTexts } from './api-texts.ts'
import { MAX_CHARACTERS } from './count-tokens.ts'

/** So many bytes of events are kept as they came. Most streams end sooner, with their usage, and are never read. */
const MAX_UNREAD_BYTES = 64 * 1024

/** What a model writes in a stream, kept until the provider has said how many tokens it was. */
export class HeardText {
  readonly #writtenIn: ApiTexts['writtenIn']
  #events: Buffer[] = []
  #bytes = 0
  #parts = new Map<unknown, string>()
  #characters = 0
  #isKept: boolean

  constructor(texts: ApiTexts | undefined) {
    this.#writtenIn = texts?.writtenIn
    this.#isKept = this.#writtenIn !== undefined
  }

  hear(event: Buffer): void {
    if (!this.#isKept) return
    this.#events.push(event)
    this.#bytes += event.length
    if (this.#bytes > MAX_UNREAD_BYTES) this.#read()
  }

  /** For good: of this stream nothing more is kept. */
  forget(): void {
    this.#isKept = false
    this.#events = []
    this.#parts.clear()
  }

  /** The text of each part of the answer, as far as it came; none when all is forgotten, or too long to be counted. */
  texts(): string[] {
    this.#read()
    return [...this.#parts.values()]
  }

  #read(): void {
    const events = this.#events
    this.#events = []
    this.#bytes = 0
    for (const event of events) {
      const json = parseJson(eventData(event))
      if (!isObject(json)) continue
      for (const [part, text] of this.#writtenIn?.(json) ?? []) {
        this.#parts.set(part, (this.#parts.get(part) ?? '') + text)
        this.#characters += text.length
      }
    }
    if (this.#characters > MAX_CHARACTERS) this.forget()
  }
}
