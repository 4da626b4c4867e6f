import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { BegunCall, LlmCall, ScriptedModel } from '@genai-devbench/schema'
import type { BudgetAccount, BudgetExceeded } from '../limits/budget-account.ts'
import type { AuditLog } from '../middleware/audit-log.ts'
import type { Endpoint } from '../providers/provider.ts'
import { UnderWay } from './under-way.ts'

/** Who is calling: one process of a framework in one phase of one step of one run. */
export interface SessionSpec {
  framework: string
  run: number
  attempt: number
  step: number
  executionIndex: number
  phase: string
  /** The experiment's model, temperature and seed: what the gateway pins to. */
  model: string
  temperature: number | undefined
  seed: number
  /** Prompt of the step, for the scripted model. */
  prompt: string
  scripted: ScriptedModel
  /** Fields of a message that the framework's client knows; others are taken out of whole answers. Default: all pass. */
  messageFields?: readonly string[] | undefined
  /** All that a call must fit into; nothing is held to a budget without. */
  budget?: SessionBudget | undefined
  /** Absolute paths that a process of this session may name, by what they are: they differ from run to run. */
  places?: Readonly<Record<string, string>> | undefined
  /** Called when the step can be no result, for a reason that is neither the framework's nor the provider's. */
  onFault?: ((reason: string) => void) | undefined
  /** Where an audit_log writes; it has to be there when llm.middleware has one. */
  auditLog?: AuditLog | undefined
  /**
   * Called before a call is sent, and again before it is repeated: with its record as it is to stand should this process be
   * killed before the call is over. When it throws, the call is not sent.
   */
  onSending?: ((call: BegunCall) => void) | undefined
  /** Called once for each call, when it is over. What it throws, the session's `close` throws. */
  onCall(call: LlmCall): void
}

export interface SessionBudget {
  accounts: readonly BudgetAccount[]
  /** Output tokens set aside for a call that states no limit. */
  outputReserve: number
  /** A call of this session was refused, now for the first time or again. */
  onExceeded(exceeded: BudgetExceeded): void
}

/** Its URL and key are good for this session alone. */
export interface Session extends Endpoint {
  /**
   * Ends the session: its URL and key are refused at once, calls under way are aborted and recorded before this resolves.
   * Throws the first error that `onCall` or `onSending` threw.
   */
  close(): Promise<void>
}

/** A session as the server sees it. */
export class OpenSession {
  readonly spec: SessionSpec
  readonly token = randomBytes(24).toString('base64url')
  readonly apiKey = `devbench-${randomBytes(24).toString('base64url')}`
  readonly #expected = Buffer.from(this.apiKey)
  readonly #underWay = new UnderWay<{ abort(): void }>()
  readonly #unfinished = new Set<Promise<void>>()
  #calls = 0
  #recordError: { error: unknown } | undefined

  constructor(spec: SessionSpec) {
    this.spec = spec
  }

  /** OpenAI's clients send their key as a bearer token, Anthropic's and Azure's in headers of their own. */
  admits({ authorization, 'x-api-key': anthropic, 'api-key': azure }: IncomingHttpHeaders): boolean {
    const bearer = /^Bearer (.*)$/i.exec(authorization ?? '')?.[1]
    const given = Buffer.from(String(bearer ?? anthropic ?? azure ?? ''))
    return given.length === this.#expected.length && timingSafeEqual(given, this.#expected)
  }

  nextOrdinal(): number {
    return ++this.#calls
  }

  /** Keeps hold of something to abort when the session closes; call the result when it is over. */
  track(work: { abort(): void }): () => void {
    return this.#underWay.add(work)
  }

  /** Returns whether the call may be sent. */
  announce(makeRecord: () => BegunCall): boolean {
    const { onSending } = this.spec
    return onSending === undefined || this.attempt(() => onSending(makeRecord()))
  }

  /**
   * Does what is to be done about a call, and returns whether it could be. Errors are kept for close(): thrown here, they would end
   * in whatever socket event happens to be under way.
   */
  attempt(act: () => void): boolean {
    try {
      act()
      return true
    } catch (error) {
      this.#recordError ??= { error }
      return false
    }
  }

  /** Keeps hold of what is left to do when a call is over: `close` waits for it, and throws what it throws. */
  finishLater(work: Promise<void>): void {
    const finished = work
      .catch((error: unknown) => {
        this.#recordError ??= { error }
      })
      .finally(() => this.#unfinished.delete(finished))
    this.#unfinished.add(finished)
  }

  async close(): Promise<void> {
    // The last first: what waits for others to end is not to go ahead because they do now.
    for (const work of this.#underWay.newestFirst()) work.abort()
    await Promise.all(this.#unfinished)
    if (this.#recordError !== undefined) throw this.#recordError.error
  }
}
