import type { MiddlewareConfig } from '@genai-devbench/schema'
import type { Refusal } from '../http/errors.ts'
import { AuditedExchange } from './audited-exchange.ts'
import type { BegunCall, Middleware, PassingRequest } from './middleware.ts'
import { promptShield } from './prompt-shield.ts'
import { Redaction } from './redaction.ts'

type Entry = (call: BegunCall) => Middleware

/** `llm.middleware` of an experiment, ready to be passed by its calls. */
export class MiddlewareList {
  readonly #entries: readonly Entry[]
  /** Of the whole list. */
  readonly redaction: Redaction

  private constructor(entries: readonly Entry[], redaction: Redaction) {
    this.#entries = entries
    this.redaction = redaction
  }

  static async of(config: readonly MiddlewareConfig[]): Promise<MiddlewareList> {
    const entries: Entry[] = []
    let redaction = new Redaction()
    for (const one of config) {
      if (one.use === 'redact') redaction = await redaction.with(one)
      else if (one.use === 'prompt_shield') {
        const shield = await promptShield(one)
        entries.push(() => shield)
      } else {
        const options = { bodies: one.bodies, redaction }
        entries.push((call) => new AuditedExchange(call, { ...options, log: logOf(call) }))
      }
    }
    return new MiddlewareList(entries, redaction)
  }

  begin(call: BegunCall): CallMiddleware {
    return new CallMiddleware(this.#entries.map((begin) => begin(call)))
  }
}

function logOf({ session: { auditLog } }: BegunCall) {
  if (auditLog === undefined) throw new Error('a call is to be audited, and its session has no audit log')
  return auditLog
}

/** The list as one call passes it. */
export class CallMiddleware {
  readonly #entries: readonly Middleware[]

  constructor(entries: readonly Middleware[]) {
    this.#entries = entries
  }

  request(passing: PassingRequest): PassingRequest | { refusal: Refusal } {
    let request = passing
    for (const entry of this.#entries) {
      const passed = entry.request(request)
      if ('refusal' in passed) return passed
      request = passed
    }
    return request
  }

  answerBegan(headers: readonly string[]): void {
    for (const entry of this.#entries) entry.answerBegan?.(headers)
  }

  answerData(chunk: Buffer): void {
    for (const entry of this.#entries) entry.answerData?.(chunk)
  }

  over(call: string | null, status: number | null): void {
    for (const entry of this.#entries) entry.over?.({ call, status })
  }
}
