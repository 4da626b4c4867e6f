import { type LlmCall, knownSpend } from '@genai-devbench/schema'
import type { Refusal } from '../http/errors.ts'
import { type PriceTable, pricedModel } from '../prices/prices.ts'
import type { SessionBudget } from '../sessions/session.ts'
import { BudgetExceeded, type Spend } from './budget-account.ts'
import { CallTrace } from './call-trace.ts'
import { type ExpectedTokens, expectedSpend } from './expected-spend.ts'
import { type Reservation, reserve } from './reservation.ts'

/** What a call holds of its session's budgets: room for the most that it may take, until what it took is known. */
export class BudgetHold {
  trace = new CallTrace(0, () => true)
  readonly #budget: SessionBudget | undefined
  readonly #announce: () => boolean
  #reservation: Reservation | undefined
  #leaveQueue: (() => void) | undefined

  /** `announce` puts the call down before it is sent again, and says whether it may be. */
  constructor(budget: SessionBudget | undefined, announce: () => boolean) {
    this.#budget = budget
    this.#announce = announce
  }

  get held(): Spend | null {
    return this.#reservation?.held ?? null
  }

  /** `decided` gets undefined as soon as there is room, at once where there is or where nothing is held to a budget. */
  ask(
    expected: ExpectedTokens,
    { prices, provider, model }: { prices: PriceTable; provider: string; model: string | null },
    decided: (refusal: Refusal | undefined) => void,
  ): void {
    this.trace = new CallTrace(
      expected.input + expected.output,
      () => (this.#reservation?.extend() ?? true) && this.#announce(),
    )
    const accounts = this.#budget?.accounts ?? []
    if (accounts.length === 0) return decided(undefined)
    const priced = pricedModel(provider, model)
    const inUsd = accounts.some((account) => account.isInUsd)
    const amount = expectedSpend(expected, inUsd ? { prices, model: priced } : undefined)
    if (amount === undefined) {
      const message = `The budget is in USD and the model ${priced} has no price: give it one in llm.prices.`
      return decided({ status: 401, code: 'unpriced_model', message })
    }
    const from = performance.now()
    let isWaiting = false
    this.#leaveQueue = reserve(accounts, amount, (verdict) => {
      if (isWaiting) this.trace.waitedMs += performance.now() - from
      if (verdict instanceof BudgetExceeded) {
        this.#budget?.onExceeded(verdict)
        // 401, which clients do not try again.
        return decided({ status: 401, code: 'budget_exceeded', message: verdict.message })
      }
      this.#reservation = verdict
      decided(undefined)
    })
    isWaiting = true
  }

  /** Waits no more. */
  leave(): void {
    this.#leaveQueue?.()
  }

  /** Says what the call took; what is not known counts as held. */
  settle(record: LlmCall | undefined): void {
    const spent = record === undefined ? { tokens: null, picousd: null } : knownSpend(record)
    if (spent.tokens !== null) this.trace.used(spent.tokens)
    this.#reservation?.settle(spent)
  }
}
