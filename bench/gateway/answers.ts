import type { Goal } from './added.ts'

/** A way in which the provider answers, and how its measurement goes. */
export interface Answer {
  name: string
  /** As upstream.ts understands it. */
  query: string
  stream: boolean
  /** Of each load, after its warm-up. */
  seconds: number
  rounds: number
  concurrencies: readonly number[]
  /** What is wanted of the gateway with so many calls at once. */
  goals(concurrency: number): Goal[]
}

const ALL = [1, 10, 50, 200]

export const ANSWERS: readonly Answer[] = [
  {
    // First, so that its memory is not that of what came before.
    name: '60 events, 30 ms apart',
    query: 'events=60&gap=30',
    stream: true,
    seconds: 8,
    rounds: 3,
    concurrencies: [50],
    goals: () => [
      { of: 'firstByteMs', atMost: 2 },
      { of: 'rssMiB', atMost: 200 },
    ],
  },
  {
    name: 'JSON at once',
    query: 'delay=0',
    stream: false,
    seconds: 1.5,
    rounds: 3,
    concurrencies: ALL,
    goals(concurrency) {
      if (concurrency === 1) return [{ of: 'p50Ms', atMost: 0.4 }]
      return concurrency === 50 ? [{ of: 'throughput', atLeast: 0.8 }] : []
    },
  },
  {
    name: 'JSON after 200 ms',
    query: 'delay=200',
    stream: false,
    seconds: 6,
    rounds: 2,
    concurrencies: ALL,
    goals: (concurrency) =>
      concurrency > 50
        ? []
        : [
            { of: 'p50Ms', atMost: 1 },
            { of: 'p99Ms', atMost: 5 },
          ],
  },
  {
    name: '60 events, 5 ms apart',
    query: 'events=60&gap=5',
    stream: true,
    seconds: 1.5,
    rounds: 2,
    concurrencies: ALL,
    goals: (concurrency) => (concurrency === 50 ? [{ of: 'throughput', atLeast: 0.8 }] : []),
  },
  {
    name: '200 events at once',
    query: 'events=200&gap=0',
    stream: true,
    seconds: 1.5,
    rounds: 3,
    concurrencies: [50],
    goals: () => [{ of: 'throughput', atLeast: 0.8 }],
  },
]
