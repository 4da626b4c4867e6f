import { type Hash, createHash } from 'node:crypto'
import { sha256 } from '@genai-devbench/files'
import type { AuditedBody, AuditedCall } from '@genai-devbench/schema'
import { isStream } from '../answer/content-type.ts'
import { headerValue } from '../http/headers.ts'
import { piecedBody } from '../recording/pieced-body.ts'
import type { AuditLog } from './audit-log.ts'
import type { BegunCall, Middleware, PassingRequest } from './middleware.ts'
import type { Redaction } from './redaction.ts'

export interface AuditOptions {
  /** Keep the bodies. */
  bodies: boolean
  /** Of what stands before the audit log. */
  redaction: Redaction
  log: AuditLog
}

/** Notes what passes of one call, and writes it down when the call is over: nothing waits for the disk. */
export class AuditedExchange implements Middleware {
  readonly #call: BegunCall
  readonly #options: AuditOptions
  #request: PassingRequest | undefined
  #answer: { headers: readonly string[]; body: Observed } | undefined

  constructor(call: BegunCall, options: AuditOptions) {
    this.#call = call
    this.#options = options
  }

  request(passing: PassingRequest): PassingRequest {
    this.#request = passing
    return passing
  }

  answerBegan(headers: readonly string[]): void {
    this.#answer = { headers, body: new Observed(this.#isLookedInto) }
  }

  answerData(chunk: Buffer): void {
    this.#answer?.body.add(chunk)
  }

  over({ call, status }: { call: string | null; status: number | null }): void {
    const { path, startedAt } = this.#call
    const request = new Observed(this.#isLookedInto)
    if (this.#request) request.add(this.#request.body)
    this.#options.log.append({
      call,
      time: startedAt.toISOString(),
      path,
      status,
      request: this.#request ? this.#side(this.#request.headers, request) : null,
      answer: this.#answer ? this.#side(this.#answer.headers, this.#answer.body) : null,
    })
  }

  get #isLookedInto(): boolean {
    return this.#options.bodies || this.#options.redaction.hasPatterns
  }

  #side(headers: readonly string[], body: Observed): NonNullable<AuditedCall['answer']> {
    return { headers: this.#options.redaction.headers(headers), body: this.#body(headers, body) }
  }

  #body(headers: readonly string[], observed: Observed): AuditedBody {
    const { chunks, bytes } = observed
    if (chunks === undefined) return { sha256: observed.sha256(), bytes, redactions: 0, kept: false }
    const { bodies, redaction, log } = this.#options
    const body = piecedBody(chunks)
    if (!['', 'identity'].includes(headerValue(headers, 'content-encoding')))
      return { sha256: sha256(body.bytes), bytes, redactions: 0, kept: false }
    const written = redaction.body(body, isStream(headerValue(headers, 'content-type'), false))
    return {
      sha256: bodies ? log.keep(written.bytes) : sha256(written.bytes),
      bytes: written.bytes.length,
      redactions: written.count,
      kept: bodies,
    }
  }
}

/** A body as it passes: its pieces where they are to be looked into, else only what they add up to. */
class Observed {
  readonly chunks: Buffer[] | undefined
  readonly #hash: Hash = createHash('sha256')
  bytes = 0

  constructor(isLookedInto: boolean) {
    this.chunks = isLookedInto ? [] : undefined
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.chunks === undefined) this.#hash.update(chunk)
    else this.chunks.push(chunk)
  }

  sha256(): string {
    return this.#hash.digest('hex')
  }
}
