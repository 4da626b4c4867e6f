import { errorText } from '../answer/answer-facts.ts'
import { isOutOfCredit } from '../answer/out-of-credit.ts'
import { isObject, parseJson } from '../json/json.ts'
import type { ResponseReceiver } from './provider.ts'

/** Errors are short; of a longer one the rest is not waited for. */
const MAX_ERROR_BYTES = 64 * 1024
const MAX_ERROR_CHARACTERS = 1000

/** A failure that is not passed on, unless it turns out to be final. */
export class HeldAnswer {
  readonly #head: Parameters<ResponseReceiver['head']>
  readonly #chunks: Buffer[] = []
  readonly delayMs: number
  #size = 0

  /** `delayMs`: the wait before the request goes out again. */
  constructor(head: Parameters<ResponseReceiver['head']>, delayMs: number) {
    this.#head = head
    this.delayMs = delayMs
  }

  data(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  get isLong(): boolean {
    return this.#size > MAX_ERROR_BYTES
  }

  get error(): string {
    const stated = errorText(this.#stated)
    return `HTTP ${this.#head[0]}${stated === null ? '' : `: ${stated.slice(0, MAX_ERROR_CHARACTERS)}`}`
  }

  get isOutOfCredit(): boolean {
    return isOutOfCredit(this.#stated)
  }

  passOn(receiver: ResponseReceiver): void {
    receiver.head(...this.#head)
    for (const chunk of this.#chunks) receiver.data(chunk)
    receiver.end()
  }

  /** What the answer says of its error; undefined where it is no JSON object. */
  get #stated(): unknown {
    const json = parseJson(Buffer.concat(this.#chunks).toString())
    return isObject(json) ? json['error'] : undefined
  }
}
