import type { CallAttempt } from '@genai-devbench/schema'

/** What happens to a call on its way to the provider, and what it is allowed to do there. */
export class CallTrace {
  readonly attempts: CallAttempt[] = []
  /** In the gateway, so far. */
  waitedMs = 0
  /** Attempts that reached the provider and brought no answer: what they took is not known. */
  lost = 0
  /** The most tokens that one attempt is expected to take. */
  readonly expectedTokens: number
  readonly #mayRepeat: () => boolean
  #listener: ((tokens: number) => void) | undefined

  /** @param mayRepeat asked before the call is sent again although an attempt was lost */
  constructor(expectedTokens: number, mayRepeat: () => boolean) {
    this.expectedTokens = expectedTokens
    this.#mayRepeat = mayRepeat
  }

  /** Whether a request that may have been answered out of sight can be sent once more. */
  mayRepeat(): boolean {
    return this.#mayRepeat()
  }

  /** Says what the call really took, once that is known. */
  used(tokens: number): void {
    this.#listener?.(tokens)
  }

  whenUsed(listener: (tokens: number) => void): void {
    this.#listener = listener
  }
}
