import { type Dispatcher, Pool } from 'undici'
import { upstreamHeaders } from '../http/headers.ts'
import type { Dialect } from './dialects/dialect.ts'
import { openAiDialect } from './dialects/openai.ts'
import type { Provider, ResponseFlow, ResponseReceiver } from './provider.ts'

export interface ForwardOptions {
  /** Recorded as `gen_ai.provider.name`. */
  id: string
  /** With its path: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Undefined for a server that asks for none. */
  apiKey: string | undefined
  /** Default: OpenAI's. */
  dialect?: Dialect
}

/** What is shorter is no secret but a word that stands for none (ollama, EMPTY, changeme): taken out of texts, it would spoil them. */
const LEAST_KEY_LENGTH = 12

/** Sends requests on to a server. Throws a TypeError for a base URL that is none. */
export function forwardProvider({ id, baseUrl, apiKey, dialect = openAiDialect }: ForwardOptions): Provider {
  const url = new URL(baseUrl)
  const prefix = url.pathname.replace(/\/+$/, '')
  // Models think for minutes: how long an answer may take is for the client and the step's timeout to say.
  const pool = new Pool(url.origin, { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 30_000 })
  return {
    id,
    secrets: apiKey === undefined || apiKey.length < LEAST_KEY_LENGTH ? [] : [apiKey],
    send(request, receiver) {
      const exchange = new ForwardedExchange(receiver)
      pool.dispatch(
        {
          method: request.method,
          path: prefix + dialect.path(request),
          headers: [...upstreamHeaders(request.headers), ...dialect.headers(apiKey, request)],
          body: request.body ?? null,
        },
        exchange,
      )
      return exchange
    },
    close: () => pool.destroy(),
  }
}

class ForwardedExchange implements Dispatcher.DispatchHandler, ResponseFlow {
  readonly #receiver: ResponseReceiver
  #controller: Dispatcher.DispatchController | undefined
  #aborted = false

  constructor(receiver: ResponseReceiver) {
    this.#receiver = receiver
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    this.#controller?.resume()
  }

  abort(): boolean {
    this.#aborted = true
    this.#controller?.abort(new Error('aborted'))
    return this.#controller !== undefined
  }

  /** Called when a connection stands and the request is about to be written to it. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#aborted) controller.abort(new Error('aborted'))
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText = '',
  ): void {
    // Informational answers (103 Early Hints) come before the real one.
    if (status < 200 || this.#aborted) return
    this.#receiver.head(status, statusText, nameValueList(controller.rawHeaders))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#aborted) this.#receiver.data(chunk)
  }

  onResponseEnd(): void {
    if (!this.#aborted) this.#receiver.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#aborted) return
    if (this.#controller !== undefined) this.#receiver.fail(error, true)
    // A request that undici refuses fails while it is being handed over: too early for the receiver.
    else queueMicrotask(() => this.#receiver.fail(error, false))
  }
}

const nameValueList = (raw: Dispatcher.DispatchController['rawHeaders']): string[] =>
  Array.isArray(raw) ? raw.map((part) => part.toString('latin1')) : []
