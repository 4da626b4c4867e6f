import type { RefusedCall } from '@genai-devbench/schema'
import type { IncomingHttpHeaders } from 'node:http'
import { OpenSession, type SessionSpec } from './session.ts'

/** Ended sessions that are remembered, so that a late call can be told whose it was. */
const MAX_REMEMBERED = 10_000

type Caller = NonNullable<RefusedCall['caller']>
export type Admission = { session: OpenSession } | Pick<RefusedCall, 'reason' | 'caller'>

/** Who may call: sessions by their token. */
export class Sessions {
  readonly #open = new Map<string, OpenSession>()
  readonly #ended = new Map<string, Caller>()

  open(spec: SessionSpec): OpenSession {
    const session = new OpenSession(spec)
    this.#open.set(session.token, session)
    return session
  }

  admit(token: string, headers: IncomingHttpHeaders): Admission {
    const session = this.#open.get(token)
    if (session?.admits(headers)) return { session }
    if (session) return { reason: 'wrong_key', caller: callerOf(session) }
    const ended = this.#ended.get(token)
    return ended ? { reason: 'session_over', caller: ended } : { reason: 'unknown_address', caller: null }
  }

  async close(session: OpenSession): Promise<void> {
    this.#open.delete(session.token)
    this.#ended.set(session.token, callerOf(session))
    const [oldest] = this.#ended.keys()
    if (this.#ended.size > MAX_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest)
    await session.close()
  }

  /** Closes all; throws the first error of any. */
  async closeAll(): Promise<void> {
    const closed = await Promise.allSettled([...this.#open.values()].map((session) => this.close(session)))
    const failed = closed.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}

const callerOf = ({ spec: { framework, run, attempt, step, phase } }: OpenSession): Caller => ({
  framework,
  run,
  attempt,
  step,
  phase,
})
