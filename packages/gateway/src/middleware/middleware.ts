import type { Refusal } from '../http/errors.ts'
import type { Mutations } from '../calls/prepare-request.ts'
import type { SessionSpec } from '../sessions/session.ts'

/** A request on its way through the list, as those before left it. */
export interface PassingRequest {
  /** Name, value, name, value: as the framework sent them. */
  headers: readonly string[]
  /** A JSON object. */
  body: Buffer
  /** What was changed on the way so far. */
  mutations: Mutations
}

export interface BegunCall {
  session: SessionSpec
  /** Without its query: `/v1/chat/completions`. */
  path: string
  startedAt: Date
}

/** What one entry of the list does with one call. */
export interface Middleware {
  /** Gives the request as it goes on, or refuses it. Not called when an earlier one refused. */
  request(passing: PassingRequest): PassingRequest | { refusal: Refusal }
  /** What the provider answers, while it passes: nothing here may hold it up. */
  answerBegan?(headers: readonly string[]): void
  answerData?(chunk: Buffer): void
  /** Last, once, also for a call that was refused. */
  over?(end: { call: string | null; status: number | null }): void
}
