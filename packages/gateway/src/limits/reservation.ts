import {
  type BudgetAccount,
  type BudgetExceeded,
  NO_SPEND,
  type Spend,
  type WaitingCall,
} from './budget-account.ts'

/** Room that a call holds in each of its budgets until what it really took is known. */
export class Reservation {
  /** All that is held. */
  held: Spend
  readonly #accounts: readonly BudgetAccount[]
  readonly #amount: Spend

  constructor(accounts: readonly BudgetAccount[], amount: Spend) {
    this.#accounts = accounts
    this.#amount = amount
    this.held = amount
    for (const account of accounts) account.reserve(amount)
  }

  /** Holds as much once more, for a request that is sent again while what the first took is not known; false without room. */
  extend(): boolean {
    if (!this.#accounts.every((account) => account.fits(this.#amount))) return false
    for (const account of this.#accounts) account.reserve(this.#amount)
    this.held = {
      tokens: this.held.tokens + this.#amount.tokens,
      picousd: this.held.picousd + this.#amount.picousd,
    }
    return true
  }

  /** Puts what was spent in place of what was held; what is not known counts as held. */
  settle({ tokens, picousd }: { tokens: number | null; picousd: number | null }): void {
    const spent = { tokens: tokens ?? this.held.tokens, picousd: picousd ?? this.held.picousd }
    for (const account of this.#accounts) account.settle(this.held, spent)
    this.held = NO_SPEND
    advance(this.#accounts)
  }
}

/**
 * Decides whether a call fits into its budgets: at once where it does, or where it cannot even when all calls under way have
 * cost nothing; else once enough of these are over, first come, first served. So a call is never refused for what
 * others only might spend.
 *
 * @returns ends the waiting; `decided` is not called any more
 */
export function reserve(
  accounts: readonly BudgetAccount[],
  amount: Spend,
  decided: (verdict: Reservation | BudgetExceeded) => void,
): () => void {
  const call: WaitingCall = {
    accounts,
    decide() {
      const verdict = verdictOn(call, amount)
      if (verdict === undefined) return false
      leave(call)
      decided(verdict)
      return true
    },
  }
  for (const { waiting } of accounts) waiting.push(call)
  // One that is refused has closed a budget, for those that wait for it too.
  if (call.decide()) advance(accounts)
  return () => {
    leave(call)
    advance(accounts)
  }
}

function verdictOn(call: WaitingCall, amount: Spend): Reservation | BudgetExceeded | undefined {
  const { accounts } = call
  const full = accounts.find((account) => !account.couldFit(amount))
  if (full !== undefined) {
    full.close(amount)
    return full.exceeded.reason as BudgetExceeded
  }
  const isNext = accounts.every(({ waiting }) => waiting[0] === call)
  return isNext && accounts.every((account) => account.fits(amount))
    ? new Reservation(accounts, amount)
    : undefined
}

/** Lets those that wait go, in their order, as far as there is room; and those behind them in their other budgets. */
function advance(accounts: readonly BudgetAccount[]): void {
  const due = new Set(accounts)
  // A set also goes on to what is added meanwhile.
  for (const account of due) {
    due.delete(account)
    for (let next = account.waiting[0]; next?.decide() === true; next = account.waiting[0]) {
      for (const other of next.accounts) due.add(other)
    }
  }
}

function leave(call: WaitingCall): void {
  for (const { waiting } of call.accounts) {
    const place = waiting.indexOf(call)
    if (place !== -1) waiting.splice(place, 1)
  }
}
