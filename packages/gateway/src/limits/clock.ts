/** Passed in, so that tests can wait without waiting. */
export interface Clock {
  /** Milliseconds since 1970, never going back. */
  now(): number
  /** Acts after so many milliseconds; call the result to let it be. */
  after(milliseconds: number, act: () => void): () => void
}

const { timeOrigin } = performance

export const systemClock: Clock = {
  now: () => timeOrigin + performance.now(),
  after(milliseconds, act) {
    // Rounded up: a timer that fires a fraction early would find that it is not time yet.
    const timer = setTimeout(act, Math.ceil(milliseconds))
    return () => clearTimeout(timer)
  },
}
