import type { Allowance, BudgetScope } from '@genai-devbench/schema'

/** Tokens and picodollars. */
export interface Spend {
  tokens: number
  picousd: number
}

export const NO_SPEND: Spend = { tokens: 0, picousd: 0 }

const PICOUSD_PER_USD = 1e12

/** Aborts `BudgetAccount.exceeded`. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded'
  readonly scope: BudgetScope

  constructor(scope: BudgetScope, message: string) {
    super(message)
    this.scope = scope
  }
}

export interface WaitingCall {
  readonly accounts: readonly BudgetAccount[]
  /** Whether it waits no more. */
  decide(): boolean
}

/** What one step, one run or the experiment may spend, and has spent. Calls under way count with the most they may take. */
export class BudgetAccount {
  readonly scope: BudgetScope
  readonly #limit: Spend
  #spent: Spend
  #reserved: Spend = NO_SPEND
  /** Those that wait for others to end, the first first. */
  readonly waiting: WaitingCall[] = []
  readonly #exceeded = new AbortController()

  constructor(scope: BudgetScope, { tokens, usd }: Allowance, spent: Spend = NO_SPEND) {
    this.scope = scope
    this.#limit = {
      tokens: tokens ?? Infinity,
      picousd: usd === undefined ? Infinity : Math.round(usd * PICOUSD_PER_USD),
    }
    this.#spent = spent
    if (spent.tokens >= this.#limit.tokens || spent.picousd >= this.#limit.picousd) this.close(NO_SPEND)
  }

  /** Whether costs are of account. */
  get isInUsd(): boolean {
    return this.#limit.picousd < Infinity
  }

  /** Aborted, with a `BudgetExceeded`, by the first call that cannot fit any more; from then on none does. */
  get exceeded(): AbortSignal {
    return this.#exceeded.signal
  }

  get spent(): Spend {
    return this.#spent
  }

  /** Whether the amount fits beside what is spent, were nothing else under way. */
  couldFit(amount: Spend): boolean {
    return !this.exceeded.aborted && this.#within(sum(this.#spent, amount))
  }

  fits(amount: Spend): boolean {
    return !this.exceeded.aborted && this.#within(sum(sum(this.#spent, this.#reserved), amount))
  }

  reserve(amount: Spend): void {
    this.#reserved = sum(this.#reserved, amount)
  }

  settle(reserved: Spend, spent: Spend): void {
    this.#reserved = {
      tokens: this.#reserved.tokens - reserved.tokens,
      picousd: this.#reserved.picousd - reserved.picousd,
    }
    this.#spent = sum(this.#spent, spent)
  }

  close(amount: Spend): void {
    if (!this.exceeded.aborted) this.#exceeded.abort(new BudgetExceeded(this.scope, this.#shortfall(amount)))
  }

  #within({ tokens, picousd }: Spend): boolean {
    return tokens <= this.#limit.tokens && picousd <= this.#limit.picousd
  }

  #shortfall(amount: Spend): string {
    const inTokens = this.#spent.tokens + amount.tokens > this.#limit.tokens || !this.isInUsd
    const show = ({ tokens, picousd }: Spend) =>
      inTokens ? String(tokens) : String(Number((picousd / PICOUSD_PER_USD).toPrecision(6)))
    const unit = inTokens ? 'tokens' : 'USD'
    const key = `llm.budget.${this.scope}.${inTokens ? 'tokens' : 'usd'}`
    const spent = `${show(this.#spent)} of ${show(this.#limit)} ${unit} are spent`
    return amount === NO_SPEND
      ? `the budget of the ${this.scope} is spent: ${spent} (${key})`
      : `the budget of the ${this.scope} does not hold another call: ${spent}, and this one may take ${show(amount)} (${key})`
  }
}

const sum = (a: Spend, b: Spend): Spend => ({
  tokens: a.tokens + b.tokens,
  picousd: a.picousd + b.picousd,
})
