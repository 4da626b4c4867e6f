const WINDOW_MS = 60_000

interface Entry {
  at: number
  tokens: number
  isForgotten: boolean
}

/**
 * What was begun in the last 60 seconds. A sliding window and not a bucket that fills up: no 60 seconds hold more than
 * the limit, where a full bucket lets through nearly twice as much.
 */
export class RateWindow {
  readonly #requests: number
  readonly #tokens: number
  #entries: Entry[] = []
  #sum = 0

  constructor(requestsPerMinute = Infinity, tokensPerMinute = Infinity) {
    this.#requests = requestsPerMinute
    this.#tokens = tokensPerMinute
  }

  /** Milliseconds until so many tokens may be begun. More than a minute's are let through alone. */
  waitFor(tokens: number, now: number): number {
    // Always so where nothing is limited.
    if (this.#entries.length === 0) return 0
    this.#forgetBefore(now - WINDOW_MS)
    const tooMany = this.#entries.length + 1 - this.#requests
    let over = this.#sum + Math.min(tokens, this.#tokens) - this.#tokens
    let last: Entry | undefined = tooMany > 0 ? this.#entries[tooMany - 1] : undefined
    for (const entry of this.#entries) {
      if (over <= 0) break
      over -= entry.tokens
      if (last === undefined || entry.at > last.at) last = entry
    }
    return last === undefined ? 0 : Math.max(0, last.at + WINDOW_MS - now)
  }

  /** @returns sets the tokens to what they really were */
  add(tokens: number, now: number): (tokens: number) => void {
    if (this.#requests === Infinity && this.#tokens === Infinity) return () => {}
    const entry = { at: now, tokens, isForgotten: false }
    this.#entries.push(entry)
    this.#sum += tokens
    return (real) => {
      if (!entry.isForgotten) this.#sum += real - entry.tokens
      entry.tokens = real
    }
  }

  #forgetBefore(time: number): void {
    const kept = this.#entries.findIndex(({ at }) => at > time)
    const gone = this.#entries.splice(0, kept === -1 ? this.#entries.length : kept)
    for (const entry of gone) {
      entry.isForgotten = true
      this.#sum -= entry.tokens
    }
  }
}
