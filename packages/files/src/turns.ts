import { setImmediate as nextTurn } from 'node:timers/promises'

const TURN_MS = 2

/**
 * For work on many small files. Done at once, each takes a tenth of what it takes in the background; but whoever else waits for this
 * process, as calls in the gateway do, is not to wait long.
 */
export class Turns {
  #until = performance.now() + TURN_MS

  /** Lets others go first when this work has been at it for a while. */
  async pass(): Promise<void> {
    if (performance.now() < this.#until) return
    await nextTurn()
    this.#until = performance.now() + TURN_MS
  }
}
