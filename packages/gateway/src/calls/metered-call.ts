import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LlmCall } from '@genai-devbench/schema'
import { answerReader } from '../answer/answer-reader.ts'
import { misplacedAnswer } from '../answer/content-type.ts'
import type { WireApi } from '../apis/wire-api.ts'
import { begunCall } from './begun-call.ts'
import { callRecord } from './call-record.ts'
import { type Refusal, refuse } from '../http/errors.ts'
import { headerValue } from '../http/headers.ts'
import { readRequestBody } from '../http/request-body.ts'
import { BudgetHold } from '../limits/budget-hold.ts'
import { DEFAULT_OUTPUT_RESERVE, expectedTokens } from '../limits/expected-spend.ts'
import type { CallMiddleware, MiddlewareList } from '../middleware/middleware-list.ts'
import { type MeteredUsage, meteredUsage } from './metered-usage.ts'
import { CallObserver, type ObservedCall } from './observed-call.ts'
import { type Pin, type PreparedRequest, prepareRequest } from './prepare-request.ts'
import type { PriceTable } from '../prices/prices.ts'
import type { Provider } from '../providers/provider.ts'
import { CLIENT_GONE, type RelayEnd, relay } from './relay.ts'
import type { OpenSession } from '../sessions/session.ts'

export interface Metering {
  provider: Provider
  pin: Pin
  prices: PriceTable
  middleware: MiddlewareList
  now: () => Date
}

const MAX_REQUEST_BYTES = 32 * 1024 * 1024

/** Answers one request to a model and records it, however it ends. */
export async function meteredCall(
  metering: Metering,
  api: WireApi,
  session: OpenSession,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const call = new MeteredCall(metering, api, session, response, path)
  const read = await readRequestBody(request, MAX_REQUEST_BYTES)
  if (call.isOver) return
  if ('brokenOff' in read) return call.abort('the client broke off its request')
  if ('refusal' in read) return call.refuse(read.refusal)
  let prepared: PreparedRequest
  try {
    prepared = prepareRequest(api, read.body, session.spec, metering.pin)
  } catch (error) {
    return call.refuse({
      status: 400,
      code: 'invalid_json',
      message: `The request cannot be read: ${String(error)}`,
    })
  }
  call.send(prepared, request.rawHeaders)
}

class MeteredCall {
  readonly #metering: Metering
  readonly #api: WireApi
  readonly #session: OpenSession
  readonly #response: ServerResponse
  readonly #path: string
  readonly #release: () => void
  readonly #hold: BudgetHold
  readonly #middleware: CallMiddleware
  readonly #observer: CallObserver
  #relay: { abort(reason: string): void } | undefined
  isOver = false

  constructor(
    metering: Metering,
    api: WireApi,
    session: OpenSession,
    response: ServerResponse,
    path: string,
  ) {
    this.#metering = metering
    this.#api = api
    this.#path = path
    this.#session = session
    this.#response = response
    this.#observer = new CallObserver(api, path, response, metering.now())
    this.#hold = new BudgetHold(session.spec.budget, () => this.#announce())
    const begun = { session: session.spec, path: this.#observer.path, startedAt: this.#observer.startedAt }
    this.#middleware = metering.middleware.begin(begun)
    this.#release = session.track(this)
  }

  /** Ends the call wherever it stands. */
  abort(reason = 'the session was closed during the call'): void {
    if (this.#relay !== undefined) return this.#relay.abort(reason)
    this.#hold.leave()
    this.#response.destroy()
    this.#over({ kind: 'not sent', error: reason })
  }

  refuse(refusal: Refusal): void {
    refuse(this.#response, refusal)
    this.#over({ kind: 'not sent', error: `HTTP ${refusal.status}: ${refusal.message}` })
  }

  /** Sends the request on as the middleware leaves it, once there is room for it in its budgets. */
  send(prepared: PreparedRequest, headers: string[]): void {
    this.#observer.request = prepared
    if (prepared.unmetered !== undefined)
      return this.refuse({ status: 400, code: 'not_meterable', message: prepared.unmetered })
    const passed = this.#middleware.request({ headers, body: prepared.body, mutations: prepared.mutations })
    if ('refusal' in passed) return this.refuse(passed.refusal)
    const request = { ...prepared, body: passed.body, mutations: passed.mutations }
    this.#observer.request = request
    if (this.#api.isFree === true) return this.#forward(request, headers)
    const outputReserve = this.#session.spec.budget?.outputReserve ?? DEFAULT_OUTPUT_RESERVE
    const expected = expectedTokens(request, this.#api.operation !== 'embeddings', outputReserve)
    const { provider, prices } = this.#metering
    const asked = { prices, provider: provider.id, model: request.sent.model }
    this.#hold.ask(expected, asked, (refusal) =>
      refusal === undefined ? this.#forward(request, headers) : this.refuse(refusal),
    )
    if (this.#relay !== undefined || this.isOver) return
    this.#response.once('close', () => this.abort(CLIENT_GONE))
  }

  /** Puts the call down before the provider can bill it. */
  #announce(): boolean {
    const { provider, middleware } = this.#metering
    return this.#session.announce(() =>
      middleware.redaction.record(begunCall(this.#observer, this.#hold, this.#session.spec, provider)),
    )
  }

  #forward(request: PreparedRequest, headers: string[]): void {
    const session = this.#session
    if (this.#api.isFree !== true && !this.#announce()) {
      const message = 'The gateway could not put the call down, so it was not sent.'
      return this.refuse({ status: 500, code: 'gateway_error', message })
    }
    this.#relay = relay(
      this.#metering.provider,
      {
        method: 'POST',
        path: this.#path,
        model: request.sent.model,
        headers,
        body: request.body,
        session: session.spec,
        ordinal: this.#api.isFree === true ? 0 : session.nextOrdinal(),
        trace: this.#hold.trace,
      },
      this.#response,
      {
        head: (status, answerHeaders) =>
          misplacedAnswer(status, answerHeaders) ?? this.#head(status, answerHeaders),
        data: (chunk) => this.#data(chunk),
        tail: () => this.#observer.reader?.end() ?? [],
        over: (end, maskedKeys) => this.#over(end, maskedKeys),
      },
    )
  }

  #head(status: number, headers: readonly string[]): boolean {
    const contentType = headerValue(headers, 'content-type')
    const { stream, usageAdded } = this.#observer.request!
    const reader = answerReader(this.#api, contentType, headerValue(headers, 'content-encoding'), {
      isStreamAsked: stream && status < 400,
      hideUsage: usageAdded,
      messageFields: this.#session.spec.messageFields,
    })
    this.#observer.reader = reader
    this.#middleware.answerBegan(headers)
    return reader.passesUnchanged
  }

  #data(chunk: Buffer): readonly Buffer[] {
    this.#observer.sawBytes(this.#hold.trace.waitedMs)
    this.#middleware.answerData(chunk)
    return this.#observer.reader!.push(chunk)
  }

  #over(end: RelayEnd, maskedKeys = 0): void {
    if (this.isOver) return
    this.isOver = true
    this.#release()
    if (this.#api.isFree === true) return this.#finish(undefined)
    const call = this.#observer.at(end, this.#hold, maskedKeys)
    const record = (usage: MeteredUsage) => this.#finish(this.#record(call, usage))
    const usage = meteredUsage(call, this.#api.texts, () => this.#observer.reader?.written() ?? [])
    if (usage instanceof Promise) this.#session.finishLater(usage.then(record))
    else record(usage)
  }

  #record(call: ObservedCall, usage: MeteredUsage): LlmCall | undefined {
    const { provider, prices, middleware } = this.#metering
    let record: LlmCall | undefined
    this.#session.attempt(() => {
      const { spec } = this.#session
      record = middleware.redaction.record(callRecord(call, usage, spec, provider, prices))
      spec.onCall(record)
    })
    return record
  }

  #finish(record: LlmCall | undefined): void {
    this.#session.attempt(() => this.#middleware.over(record?.id ?? null, this.#observer.status))
    this.#hold.settle(record)
  }
}
