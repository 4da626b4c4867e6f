import { Pool } from 'undici'

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
}

const MESSAGES = [{ role: 'user', content: 'x'.repeat(4096) }]

/** Keeps so many calls under way for so long: a new one as soon as one is over. */
export async function load(
  target: Target,
  { stream, concurrency, seconds }: { stream: boolean; concurrency: number; seconds: number },
): Promise<Load> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 })
  const body = JSON.stringify({
    model: 'm',
    stream,
    stream_options: stream ? { include_usage: true } : undefined,
    messages: MESSAGES,
  })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.key}` }
  const firstByte: number[] = []
  const whole: number[] = []
  const call = async (): Promise<void> => {
    const started = performance.now()
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: target.path,
      headers,
      body,
    })
    if (statusCode !== 200) throw new Error(`status ${statusCode}: ${await answer.text()}`)
    let first = 0
    for await (const _chunk of answer) first ||= performance.now() - started
    firstByte.push(first)
    whole.push(performance.now() - started)
  }
  const until = async (end: number): Promise<void> => {
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (performance.now() < end) await call()
      }),
    )
  }
  await until(performance.now() + 300)
  firstByte.length = 0
  whole.length = 0
  const started = performance.now()
  await until(started + seconds * 1000)
  const took = (performance.now() - started) / 1000
  await pool.destroy()
  const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b)
  return { firstByte: sorted(firstByte), whole: sorted(whole), callsPerSecond: whole.length / took }
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
