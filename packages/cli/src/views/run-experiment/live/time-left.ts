import type { ProgressState } from './progress-state.ts'

/** Of a normal distribution, two-sided. */
const Z_90 = 1.645

/** Milliseconds. `spread` is null where too few runs are finished to tell it. */
export interface TimeLeft {
  expected: number
  spread: { low: number; high: number } | null
}

/**
 * How long the planned runs still take, from the durations of those this invocation has finished: the mean for each
 * framework, as many runs of it as are left, so many at a time. Null until each framework has finished a run.
 *
 * The spread covers the runs to come and the error of the means (a 90 % prediction interval of their sum), and, at
 * several at a time, that the last ones do not end together (Graham 1969: at most one run's length more). What it
 * does not cover: waits between retries, and a provider that changes its pace.
 */
export function timeLeft(state: ProgressState, concurrency: number, now: number): TimeLeft | null {
  const toMake = [...state.left].filter(([, runs]) => runs > 0)
  let [work, variance, longest]: [number, number | null, number] = [0, 0, 0]
  for (const [framework, runs] of toMake) {
    const durations = state.durations.get(framework)
    if (durations === undefined) return null
    work += runs * durations.mean
    longest = Math.max(longest, durations.mean)
    variance =
      variance === null || durations.variance === null
        ? null
        : variance + durations.variance * (runs + runs ** 2 / durations.n)
  }
  for (const { framework, at } of state.begun.values())
    work -= Math.min(now - at, state.durations.get(framework)?.mean ?? 0)
  const atOnce = Math.max(1, Math.min(concurrency, sum(toMake.map(([, runs]) => runs))))
  const expected = Math.max(0, work / atOnce)
  if (variance === null) return { expected, spread: null }
  const half = (Z_90 * Math.sqrt(variance)) / atOnce
  const tail = (1 - 1 / atOnce) * longest
  return { expected, spread: { low: Math.max(0, expected - half), high: expected + half + tail } }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
