import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LlmCall } from '@genai-devbench/schema'
import { type AnswerReader, answerReader } from './answer/answer-reader.ts'
import { misplacedAnswer } from './answer/content-type.ts'
import type { WireApi } from './apis/wire-api.ts'
import { type ObservedCall, callRecord } from './call-record.ts'
import { type Refusal, refuse } from './http/errors.ts'
import { headerValue } from './http/headers.ts'
import { readRequestBody } from './http/request-body.ts'
import { BudgetExceeded } from './limits/budget-account.ts'
import { CallTrace } from './limits/call-trace.ts'
import { DEFAULT_OUTPUT_RESERVE, expectedSpend, expectedTokens } from './limits/expected-spend.ts'
import { type Reservation, reserve } from './limits/reservation.ts'
import { type Pin, type PreparedRequest, prepareRequest } from './prepare-request.ts'
import { type PriceTable, pricedModel } from './prices/prices.ts'
import type { Provider } from './providers/provider.ts'
import { CLIENT_GONE, type RelayEnd, relay } from './relay.ts'
import type { OpenSession } from './session.ts'

export interface Metering {
  provider: Provider
  pin: Pin
  prices: PriceTable
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
  if ('failure' in read) {
    if (read.failure === 'broken off') return call.abort('the client broke off its request')
    return call.refuse({
      status: 413,
      code: 'request_too_large',
      message: `The request is larger than ${MAX_REQUEST_BYTES} bytes.`,
    })
  }
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    return call.refuse({
      status: 415,
      code: 'unsupported_encoding',
      message: `Send the request uncompressed: it is in ${encoding}.`,
    })
  }
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

const KILLED = 'the runner was killed during the call'

class MeteredCall {
  readonly #id = randomUUID()
  readonly #metering: Metering
  readonly #api: WireApi
  readonly #session: OpenSession
  readonly #response: ServerResponse
  readonly #path: string
  readonly #release: () => void
  readonly #started = performance.now()
  readonly #startedAt: Date
  #request: PreparedRequest | null = null
  #reader: AnswerReader | undefined
  #timeToFirstByteMs: number | null = null
  #relay: { abort(reason: string): void } | undefined
  #trace = new CallTrace(0, () => true)
  #reservation: Reservation | undefined
  #leaveQueue: (() => void) | undefined
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
    this.#startedAt = metering.now()
    this.#release = session.track(this)
  }

  /** Ends the call wherever it stands. */
  abort(reason = 'the session was closed during the call'): void {
    if (this.#relay !== undefined) return this.#relay.abort(reason)
    this.#leaveQueue?.()
    this.#response.destroy()
    this.#over({ kind: 'not sent', error: reason })
  }

  refuse(refusal: Refusal): void {
    refuse(this.#response, refusal)
    this.#over({ kind: 'not sent', error: `HTTP ${refusal.status}: ${refusal.message}` })
  }

  /** Sends the request on, once there is room for it in its budgets. */
  send(request: PreparedRequest, headers: string[]): void {
    this.#request = request
    if (this.#api.isFree === true) return this.#forward(request, headers)
    const { accounts = [], outputReserve = DEFAULT_OUTPUT_RESERVE } = this.#session.spec.budget ?? {}
    const expected = expectedTokens(request, this.#api.operation !== 'embeddings', outputReserve)
    this.#trace = new CallTrace(expected.input + expected.output, () => this.#mayRepeat())
    if (accounts.length === 0) return this.#forward(request, headers)
    const { provider, prices } = this.#metering
    const model = pricedModel(provider.id, request.sent.model)
    const inUsd = accounts.some((account) => account.isInUsd)
    const amount = expectedSpend(expected, inUsd ? { prices, model } : undefined)
    if (amount === undefined) {
      const message = `The budget is in USD and the model ${model} has no price: give it one in llm.prices.`
      return this.refuse({ status: 401, code: 'unpriced_model', message })
    }
    const from = performance.now()
    let isWaiting = false
    this.#leaveQueue = reserve(accounts, amount, (verdict) => {
      if (isWaiting) this.#trace.waitedMs += performance.now() - from
      if (verdict instanceof BudgetExceeded) {
        this.#session.spec.budget?.onExceeded(verdict)
        // 401, which clients do not try again.
        return this.refuse({ status: 401, code: 'budget_exceeded', message: verdict.message })
      }
      this.#reservation = verdict
      this.#forward(request, headers)
    })
    if (this.#relay !== undefined || this.isOver) return
    isWaiting = true
    this.#response.once('close', () => this.abort(CLIENT_GONE))
  }

  #mayRepeat(): boolean {
    return (this.#reservation?.extend() ?? true) && this.#announce()
  }

  /** Puts the call down before the provider can bill it. */
  #announce(): boolean {
    const { provider, prices } = this.#metering
    const { attempts, waitedMs, lost } = this.#trace
    const unheard = { status: null, error: KILLED, duration_ms: 0, waited_ms: 0 }
    const trace = { attempts: [...attempts, unheard], waitedMs, lost }
    const observed = { ...this.#observed({ kind: 'cut off', error: KILLED }), trace }
    return this.#session.announce(() => callRecord(observed, this.#session.spec, provider, prices))
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
        trace: this.#trace,
      },
      this.#response,
      {
        head: (status, answerHeaders) =>
          misplacedAnswer(status, answerHeaders) ?? this.#head(status, answerHeaders),
        data: (chunk) => this.#data(chunk),
        tail: () => this.#reader?.end() ?? [],
        over: (end) => this.#over(end),
      },
    )
  }

  #head(status: number, headers: readonly string[]): boolean {
    const contentType = headerValue(headers, 'content-type')
    this.#reader = answerReader(this.#api, contentType, headerValue(headers, 'content-encoding'), {
      isStreamAsked: this.#request!.stream && status < 400,
      hideUsage: this.#request!.usageAdded,
      messageFields: this.#session.spec.messageFields,
    })
    return this.#reader.passesUnchanged
  }

  #data(chunk: Buffer): readonly Buffer[] {
    this.#timeToFirstByteMs ??= Math.max(0, performance.now() - this.#started - this.#trace.waitedMs)
    return this.#reader!.push(chunk)
  }

  #over(end: RelayEnd): void {
    if (this.isOver) return
    this.isOver = true
    this.#release()
    if (this.#api.isFree === true) return
    const { provider, prices } = this.#metering
    let record: LlmCall | undefined
    this.#session.record(
      () => (record = callRecord(this.#observed(end), this.#session.spec, provider, prices)),
    )
    this.#settle(record)
  }

  #observed(end: RelayEnd): ObservedCall {
    return {
      id: this.#id,
      operation: this.#api.operation,
      path: `/v1${this.#path.split('?', 1)[0]}`,
      startedAt: this.#startedAt,
      durationMs: performance.now() - this.#started,
      timeToFirstByteMs: this.#timeToFirstByteMs,
      status: this.#response.headersSent ? this.#response.statusCode : null,
      request: this.#request,
      answer: this.#reader?.facts ?? null,
      answerMutations: this.#reader?.mutations ?? [],
      trace: this.#trace,
      reserved: this.#reservation?.held ?? null,
      end,
    }
  }

  #settle(record: LlmCall | undefined): void {
    const input = record?.['gen_ai.usage.input_tokens'] ?? null
    const output = record?.['gen_ai.usage.output_tokens'] ?? null
    const tokens = input === null || output === null ? null : input + output
    if (tokens !== null) this.#trace.used(tokens)
    this.#reservation?.settle({ tokens, picousd: record?.cost_picousd ?? null })
  }
}
