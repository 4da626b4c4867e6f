import type { Clock } from '../limits/clock.ts'
import { headerValue } from '../http/headers.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { backoffMs } from './backoff.ts'
import { HeldAnswer } from './held-answer.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from './provider.ts'

export interface RetryOptions {
  /** 1: nothing is sent twice. */
  maxAttempts: number
  baseDelayMs: number
  /** No wait is longer; a provider that asks for more is not asked again. */
  maxDelayMs: number
  clock: Clock
  /** In [0, 1). */
  random: () => number
}

/** 529 is Anthropic's "overloaded". */
const RETRIED = new Set([408, 429, 500, 502, 503, 504, 529])

/**
 * Sends a request again when it fails before anything of an answer has been passed on, after a wait of at least what the provider
 * asks for, and notes every attempt. The last failure is passed on as it came.
 */
export function retryingProvider(provider: Provider, options: RetryOptions): Provider {
  return {
    id: provider.id,
    secrets: provider.secrets,
    send(request, receiver) {
      const exchange = new RetriedExchange(provider, request, receiver, options)
      exchange.start()
      return exchange
    },
    close: () => provider.close(),
  }
}

class RetriedExchange implements ResponseReceiver, ResponseFlow {
  readonly #provider: Provider
  readonly #request: ProviderRequest
  readonly #receiver: ResponseReceiver
  readonly #options: RetryOptions
  #flow: ResponseFlow | undefined
  #attempt = 0
  #startedAt = 0
  #waitedBefore = 0
  #noted = 0
  #status: number | null = null
  #held: HeldAnswer | undefined
  #stopWaiting: (() => void) | undefined

  constructor(
    provider: Provider,
    request: ProviderRequest,
    receiver: ResponseReceiver,
    options: RetryOptions,
  ) {
    this.#provider = provider
    this.#request = request
    this.#receiver = receiver
    this.#options = options
  }

  start(): void {
    this.#attempt++
    this.#status = null
    this.#held = undefined
    this.#startedAt = this.#options.clock.now()
    this.#waitedBefore = this.#waitedMs
    this.#flow = this.#provider.send(this.#request, this)
  }

  pause(): void {
    this.#flow?.pause()
  }

  resume(): void {
    this.#flow?.resume()
  }

  abort(): boolean {
    if (this.#stopWaiting !== undefined) {
      this.#stopWaiting()
      return this.#lost > 0
    }
    const sent = this.#flow?.abort() ?? false
    if (sent) this.#note('aborted')
    return sent || this.#lost > 0
  }

  head(status: number, statusText: string, headers: string[]): void {
    this.#status = status
    const delayMs = this.#mayRetry && RETRIED.has(status) ? this.#delayAfter(headers) : undefined
    if (delayMs === undefined) this.#receiver.head(status, statusText, headers)
    else this.#held = new HeldAnswer([status, statusText, headers], delayMs)
  }

  data(chunk: Buffer): void {
    const held = this.#held
    if (held === undefined) return this.#receiver.data(chunk)
    held.data(chunk)
    if (!held.isLong) return
    this.#flow?.abort()
    this.#again(held.delayMs, held.error)
  }

  end(): void {
    const held = this.#held
    if (held === undefined) {
      this.#note(this.#status !== null && this.#status >= 400 ? `HTTP ${this.#status}` : null)
      return this.#receiver.end()
    }
    if (!held.isOutOfCredit) return this.#again(held.delayMs, held.error)
    this.#note(held.error)
    held.passOn(this.#receiver)
  }

  fail(error: Error, sent: boolean): void {
    const held = this.#held
    if (held !== undefined) return this.#again(held.delayMs, held.error)
    const message = error.message || error.name
    const begun = this.#status !== null
    if (!begun && this.#mayRetry && (!sent || (this.#request.trace?.mayRepeat() ?? true))) {
      if (sent && this.#request.trace) this.#request.trace.lost++
      return this.#again(this.#backoff(), message)
    }
    this.#note(message)
    this.#receiver.fail(error, sent || this.#lost > 0)
  }

  get #mayRetry(): boolean {
    return this.#attempt < this.#options.maxAttempts
  }

  get #waitedMs(): number {
    return this.#request.trace?.waitedMs ?? 0
  }

  get #lost(): number {
    return this.#request.trace?.lost ?? 0
  }

  #backoff(): number {
    const { baseDelayMs, maxDelayMs, random } = this.#options
    return backoffMs(this.#attempt, baseDelayMs, maxDelayMs, random)
  }

  /** undefined when it is better not to ask again. */
  #delayAfter(headers: string[]): number | undefined {
    // OpenAI's and Anthropic's own clients obey this header.
    if (headerValue(headers, 'x-should-retry') === 'false') return undefined
    const asked = retryAfterMs(headers, this.#options.clock.now()) ?? 0
    return asked > this.#options.maxDelayMs ? undefined : Math.max(asked, this.#backoff())
  }

  #again(delayMs: number, error: string): void {
    this.#note(error)
    const { clock } = this.#options
    const from = clock.now()
    const stop = clock.after(delayMs, () => {
      waited()
      this.start()
    })
    const waited = () => {
      this.#stopWaiting = undefined
      if (this.#request.trace) this.#request.trace.waitedMs += clock.now() - from
    }
    this.#stopWaiting = () => {
      stop()
      waited()
    }
  }

  #note(error: string | null): void {
    const { trace } = this.#request
    if (trace === undefined) return
    const waitedSinceStart = trace.waitedMs - this.#waitedBefore
    trace.attempts.push({
      status: this.#status,
      error: error === null ? null : withoutSecrets(error, this.#provider.secrets),
      duration_ms: Math.max(0, this.#options.clock.now() - this.#startedAt - waitedSinceStart),
      waited_ms: trace.waitedMs - this.#noted,
    })
    this.#noted = trace.waitedMs
  }
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text)
