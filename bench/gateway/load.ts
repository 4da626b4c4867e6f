import { type Dispatcher, Pool } from 'undici'

export interface Target {
  /** Of the server, and the path of chat completions on it. */
  origin: string
  path: string
  key: string
}

export interface Load {
  /** Milliseconds, sorted: to the first byte of the body, and to its end. */
  firstByte: number[]
  whole: number[]
  callsPerSecond: number
  /** With those of the warm-up. */
  calls: number
}

interface Timing {
  firstByte: number
  whole: number
}

const MESSAGES = [{ role: 'user', content: 'x'.repeat(4096) }]
const WARM_UP_MS = 1000

/**
 * Keeps so many calls under way for so long: a new one as soon as one is over. They begin in the same instant; the warm-up is for
 * that crowd to spread, too.
 */
export async function load(
  target: Target,
  { stream, concurrency, seconds }: { stream: boolean; concurrency: number; seconds: number },
): Promise<Load> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 })
  const request: Dispatcher.DispatchOptions = {
    method: 'POST',
    path: target.path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${target.key}` },
    body: JSON.stringify({
      model: 'm',
      stream,
      stream_options: stream ? { include_usage: true } : undefined,
      messages: MESSAGES,
    }),
  }
  const timings: Timing[] = []
  let calls = 0
  const from = performance.now() + WARM_UP_MS
  const end = from + seconds * 1000
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < end) {
        const timing = await timedCall(pool, request)
        const now = performance.now()
        calls++
        if (now >= from && now < end) timings.push(timing)
      }
    }),
  )
  await pool.destroy()
  const sorted = (of: keyof Timing): number[] => timings.map((timing) => timing[of]).toSorted((a, b) => a - b)
  return {
    firstByte: sorted('firstByte'),
    whole: sorted('whole'),
    callsPerSecond: timings.length / seconds,
    calls,
  }
}

/** The cheapest way to call: what the load costs is not left for what is measured. */
function timedCall(pool: Pool, request: Dispatcher.DispatchOptions): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    let firstByte = 0
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_controller, status) {
        if (status !== 200) reject(new Error(`status ${status}`))
      },
      onResponseData() {
        firstByte ||= performance.now() - started
      },
      onResponseEnd: () => resolve({ firstByte, whole: performance.now() - started }),
      onResponseError: (_controller, error) => reject(error),
    })
  })
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
