import type { CallTrace } from '../limits/call-trace.ts'
import type { SessionSpec } from '../sessions/session.ts'

/** One request for a provider, as it is to be sent. */
export interface ProviderRequest {
  method: 'GET' | 'POST'
  /** Below the base URL, with its query: `/chat/completions`, `/models`. */
  path: string
  /** That is asked for; null when the request names none. */
  model: string | null
  /** Name, value, name, value: what the client sent, less what belongs to its own connection and less its key. */
  headers: string[]
  body: Buffer | undefined
  session: SessionSpec
  /** 1 for the first model call that this session sends, 2 for the second; 0 for what calls no model. */
  ordinal: number
  /** Where what happens on the way to the provider is noted; nobody asks when it is not there. */
  trace?: CallTrace | undefined
}

/**
 * Takes what comes back, in this order: `head`, any number of `data`, then one `end`; or `fail` in place of what is left.
 * Nothing is called before `send` has returned, and nothing after `end`, `fail` or `abort`.
 */
export interface ResponseReceiver {
  /** `headers` as name, value, name, value. */
  head(status: number, statusText: string, headers: string[]): void
  data(chunk: Buffer): void
  end(): void
  /** The answer is not, or not all, coming. `sent`: whether any of the request may have reached the provider. */
  fail(error: Error, sent: boolean): void
}

/** The hold on an answer that is under way. */
export interface ResponseFlow {
  /** No more `data` until `resume`; what is already on its way may still come. */
  pause(): void
  resume(): void
  /** Stops the request at the provider too; the receiver hears no more. Returns whether any of it may have got there. */
  abort(): boolean
}

/** Where a session's process finds the gateway: differs from session to session. */
export interface Endpoint {
  /** `http://127.0.0.1:<port>/s/<token>/v1` */
  baseUrl: string
  apiKey: string
}

/** Where answers come from. */
export interface Provider {
  /** Recorded as `gen_ai.provider.name`. */
  readonly id: string
  /** The answers are those of another time. */
  readonly replayed?: true
  /** Strings that must not be written anywhere, whatever the provider echoes. */
  readonly secrets: readonly string[]
  /** Called before the first request of a session. */
  opened?(session: SessionSpec, endpoint: Endpoint): void
  send(request: ProviderRequest, receiver: ResponseReceiver): ResponseFlow
  close(): Promise<void>
}
