import type { Clock } from './clock.ts'
import { RateWindow } from './rate-window.ts'

export interface RateLimitOptions {
  requestsPerMinute?: number | undefined
  tokensPerMinute?: number | undefined
  maxConcurrency?: number | undefined
  /** A provider that asks for a longer pause than this is not obeyed: its refusals say so better than silence. */
  maxPauseMs: number
  clock: Clock
}

/** A place among the calls under way. */
export interface Place {
  /** Sets the tokens it counts with to what was really taken. */
  used(tokens: number): void
  leave(): void
}

interface Waiting {
  tokens: number
  enter(place: Place): void
}

/** Lets calls to a provider begin, in the order in which they come: not too many in a minute, not too many at once, none while it asks to be left alone. */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #window: RateWindow
  readonly #queue: Waiting[] = []
  #underWay = 0
  #pausedUntil = 0
  #stopTimer: (() => void) | undefined

  constructor(options: RateLimitOptions) {
    this.#options = options
    this.#window = new RateWindow(options.requestsPerMinute, options.tokensPerMinute)
  }

  /**
   * @param tokens that the call is expected to take
   * @param enter called as soon as the call may begin, at once where nothing is in the way
   * @returns ends the waiting
   */
  join(tokens: number, enter: (place: Place) => void): () => void {
    const waiting = { tokens, enter }
    this.#queue.push(waiting)
    this.#advance()
    return () => {
      const index = this.#queue.indexOf(waiting)
      if (index !== -1) this.#queue.splice(index, 1)
      this.#advance()
    }
  }

  /** The provider asks to be left alone for so long. */
  pause(milliseconds: number): void {
    if (milliseconds > this.#options.maxPauseMs) return
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.now() + milliseconds)
  }

  close(): void {
    this.#stopTimer?.()
    this.#queue.length = 0
  }

  #advance(): void {
    const { clock, maxConcurrency = Infinity } = this.#options
    this.#stopTimer?.()
    this.#stopTimer = undefined
    while (this.#queue.length > 0 && this.#underWay < maxConcurrency) {
      const now = clock.now()
      const { tokens, enter } = this.#queue[0]!
      const wait = Math.max(this.#pausedUntil - now, this.#window.waitFor(tokens, now))
      if (wait > 0) {
        this.#stopTimer = clock.after(wait, () => this.#advance())
        return
      }
      this.#queue.shift()
      this.#underWay++
      enter(this.#place(this.#window.add(tokens, now)))
    }
  }

  #place(correct: (tokens: number) => void): Place {
    let isLeft = false
    return {
      used: (tokens) => {
        correct(tokens)
        this.#advance()
      },
      leave: () => {
        if (isLeft) return
        isLeft = true
        this.#underWay--
        this.#advance()
      },
    }
  }
}
