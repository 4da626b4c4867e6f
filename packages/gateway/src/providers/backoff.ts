/**
 * The wait after so many attempts.
 * Source: "Exponential Backoff And Jitter" (M. Brooker, AWS Architecture Blog, 2015), full jitter.
 */
export const backoffMs = (attempts: number, baseMs: number, maxMs: number, random: () => number): number =>
  random() * Math.min(maxMs, baseMs * 2 ** (attempts - 1))
