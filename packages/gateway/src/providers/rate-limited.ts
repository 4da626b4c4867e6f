import { RateLimit, type RateLimitOptions, type Place } from '../limits/rate-limit.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import type { Clock } from '../limits/clock.ts'
import type { Provider, ProviderRequest, ResponseFlow, ResponseReceiver } from './provider.ts'

/** Holds requests back so that the provider gets no more than it, or the experiment, allows. A 429 that says for how long holds back all. */
export function rateLimitedProvider(provider: Provider, options: RateLimitOptions): Provider {
  const limit = new RateLimit(options)
  return {
    id: provider.id,
    secrets: provider.secrets,
    send: (request, receiver) => new LimitedExchange(provider, request, receiver, limit, options.clock),
    async close() {
      limit.close()
      await provider.close()
    },
  }
}

class LimitedExchange implements ResponseReceiver, ResponseFlow {
  readonly #receiver: ResponseReceiver
  readonly #request: ProviderRequest
  readonly #limit: RateLimit
  readonly #clock: Clock
  readonly #joinedAt: number
  readonly #leaveQueue: () => void
  #place: Place | undefined
  #flow: ResponseFlow | undefined
  #isQueued = false
  #isPaused = false

  constructor(
    provider: Provider,
    request: ProviderRequest,
    receiver: ResponseReceiver,
    limit: RateLimit,
    clock: Clock,
  ) {
    this.#receiver = receiver
    this.#request = request
    this.#limit = limit
    this.#clock = clock
    this.#joinedAt = clock.now()
    this.#leaveQueue = limit.join(request.trace?.expectedTokens ?? 0, (place) => {
      this.#place = place
      this.#noteWait()
      request.trace?.whenUsed((tokens) => place.used(tokens))
      this.#flow = provider.send(request, this)
      if (this.#isPaused) this.#flow.pause()
    })
    this.#isQueued = this.#place === undefined
  }

  pause(): void {
    this.#isPaused = true
    this.#flow?.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#flow?.resume()
  }

  abort(): boolean {
    if (this.#flow !== undefined) {
      const sent = this.#flow.abort()
      if (!sent) this.#place?.used(0)
      this.#place?.leave()
      return sent
    }
    this.#noteWait()
    this.#leaveQueue()
    return false
  }

  head(status: number, statusText: string, headers: string[]): void {
    if (status === 429) {
      const pause = retryAfterMs(headers, this.#clock.now())
      if (pause !== undefined) this.#limit.pause(pause)
    }
    if (status >= 400) this.#place?.used(0)
    this.#receiver.head(status, statusText, headers)
  }

  data(chunk: Buffer): void {
    this.#receiver.data(chunk)
  }

  end(): void {
    this.#place?.leave()
    this.#receiver.end()
  }

  fail(error: Error, sent: boolean): void {
    if (!sent) this.#place?.used(0)
    this.#place?.leave()
    this.#receiver.fail(error, sent)
  }

  #noteWait(): void {
    const { trace } = this.#request
    if (this.#isQueued && trace !== undefined) trace.waitedMs += this.#clock.now() - this.#joinedAt
    this.#isQueued = false
  }
}
