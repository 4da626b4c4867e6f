import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { LlmCall } from '@genai-devbench/schema'
import type { AnswerFacts } from '../answer/answer-facts.ts'
import type { AnswerReader } from '../answer/answer-reader.ts'
import type { WireApi } from '../apis/wire-api.ts'
import { withoutQuery } from '../http/without-query.ts'
import type { Spend } from '../limits/budget-account.ts'
import type { BudgetHold } from '../limits/budget-hold.ts'
import type { CallTrace } from '../limits/call-trace.ts'
import type { Mutations, PreparedRequest } from './prepare-request.ts'
import type { RelayEnd } from './relay.ts'

/** One call, seen from outside. */
export interface ObservedCall {
  id: string
  operation: LlmCall['gen_ai.operation.name']
  path: string
  startedAt: Date
  durationMs: number
  timeToFirstByteMs: number | null
  /** What the client was answered; null when it got no answer. */
  status: number | null
  /** Null when the body was never read or is no JSON object. */
  request: PreparedRequest | null
  /** Null when no answer of the provider's began. */
  answer: AnswerFacts | null
  answerMutations: Mutations
  trace: Pick<CallTrace, 'attempts' | 'waitedMs' | 'lost'>
  /** What a budget held for it. */
  reserved: Spend | null
  end: RelayEnd
}

/** Watches one call from its beginning. */
export class CallObserver {
  readonly id = randomUUID()
  readonly operation: ObservedCall['operation']
  readonly path: string
  readonly startedAt: Date
  /** Null when the body was never read or is no JSON object. */
  request: PreparedRequest | null = null
  reader: AnswerReader | undefined
  readonly #started = performance.now()
  readonly #response: ServerResponse
  #timeToFirstByteMs: number | null = null

  /** @param path as the client asked for it, below /v1 */
  constructor(api: WireApi, path: string, response: ServerResponse, startedAt: Date) {
    this.path = `/v1${withoutQuery(path)}`
    this.startedAt = startedAt
    this.operation = api.operation
    this.#response = response
  }

  get durationMs(): number {
    return performance.now() - this.#started
  }

  /** What the client was answered; null when it got no answer. */
  get status(): number | null {
    return this.#response.headersSent ? this.#response.statusCode : null
  }

  /** A piece of the body has come; `waitedMs` were spent in the gateway. */
  sawBytes(waitedMs: number): void {
    this.#timeToFirstByteMs ??= Math.max(0, performance.now() - this.#started - waitedMs)
  }

  /** The call as it stands, were this its end. */
  at(end: RelayEnd, { trace, held }: BudgetHold, maskedKeys = 0): ObservedCall {
    const mutations = this.reader?.mutations ?? NO_MUTATIONS
    return {
      id: this.id,
      operation: this.operation,
      path: this.path,
      startedAt: this.startedAt,
      durationMs: this.durationMs,
      timeToFirstByteMs: this.#timeToFirstByteMs,
      status: this.status,
      request: this.request,
      answer: this.reader?.facts ?? null,
      answerMutations: maskedKeys > 0 ? [...mutations, KEY_MASKED] : mutations,
      trace,
      reserved: held,
      end,
    }
  }
}

const NO_MUTATIONS: Mutations = []

/** The provider's key came back; nobody is shown it. */
const KEY_MASKED = { field: 'response', from: '[key]', to: '***' }
