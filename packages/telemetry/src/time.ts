import type { HrTime } from '@opentelemetry/api'

/** A record's timestamp and milliseconds after it as microseconds since 1970, which a number holds exactly. */
export const microseconds = (timestamp: string, ms = 0): number =>
  Math.round((Date.parse(timestamp) + ms) * 1000)

/** Microseconds as seconds and nanoseconds. */
export const hrTime = (us: number): HrTime => [Math.floor(us / 1e6), (us % 1e6) * 1000]
