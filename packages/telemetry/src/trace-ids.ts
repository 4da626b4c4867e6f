import { createHash } from 'node:crypto'

export interface TraceIds {
  /** 16 bytes as hexadecimal digits. */
  traceId: string
  /** 8 bytes as hexadecimal digits, of what has this path in the trace. */
  spanId(...path: readonly (string | number)[]): string
}

/** The ids of an attempt's trace: the same whenever it is sent, and of no other attempt of any experiment. */
export function traceIds(
  experimentId: string,
  { framework, run, attempt }: { framework: string; run: number; attempt: number },
): TraceIds {
  const traceId = digest([experimentId, framework, run, attempt]).slice(0, 32)
  return { traceId, spanId: (...path) => digest([traceId, ...path]).slice(0, 16) }
}

const digest = (parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex')
