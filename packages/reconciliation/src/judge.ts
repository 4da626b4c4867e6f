import type { MeteredUsage, ReportedUsage, StabilityRule, UsageState } from '@genai-devbench/schema'
import type { UsageFilters } from './providers/usage-api.ts'
import { whyDifferent } from './why-different.ts'

/** What was read once of one model and window. */
export interface PastRead {
  /** Milliseconds since 1970. */
  readAt: number
  /** Null when the reading did not reach over the window. */
  reported: ReportedUsage | null
}

export interface JudgedLine {
  /** End of the window, milliseconds since 1970. */
  to: number
  metered: MeteredUsage
  others: readonly string[]
}

export interface Verdict {
  state: UsageState
  reason: string | null
}

/**
 * Whether what a provider reports is what was metered. It counts as final when it was the same in `stable_reads` readings in a
 * row, each at least `interval_minutes` after the one before, the first at least `delay_minutes` after the window's end.
 *
 * @param reads all readings of the line, in order of time
 */
export function judge(
  line: JudgedLine,
  reads: readonly PastRead[],
  rule: StabilityRule,
  filters: UsageFilters,
): Verdict {
  const known = reads.filter(hasReported)
  const last = known.at(-1)
  if (last === undefined) return pending('the reading does not reach over this window')
  const settledAt = line.to + rule.delay_minutes * 60_000
  const settled = known.filter(({ readAt }) => readAt >= settledAt)
  if (settled.length === 0)
    return pending(
      `too early: readings count from ${utc(settledAt)}, ${rule.delay_minutes} minutes after its end`,
    )
  const stable = settled.slice(settled.findLastIndex(({ reported }) => !isEqual(reported, last.reported)) + 1)
  const { counted, lastCounted } = countSpaced(stable, rule.interval_minutes * 60_000)
  if (counted < rule.stable_reads) {
    const next = `the next counts from ${utc(lastCounted + rule.interval_minutes * 60_000)}`
    const first = settled.length > stable.length ? 'it has changed since the reading before; ' : ''
    return pending(`${first}${counted} of ${rule.stable_reads} equal readings; ${next}`)
  }
  const reason = whyDifferent(line, last.reported, filters)
  return reason === null ? { state: 'verified', reason } : { state: 'differs', reason }
}

const pending = (reason: string): Verdict => ({ state: 'pending', reason })

const hasReported = (read: PastRead): read is PastRead & { reported: ReportedUsage } => read.reported !== null

const isEqual = (a: ReportedUsage, b: ReportedUsage): boolean =>
  (Object.keys(a) as (keyof ReportedUsage)[]).every((key) => a[key] === b[key])

/** How many readings are at least so far apart, beginning with the first. */
function countSpaced(
  reads: readonly PastRead[],
  intervalMs: number,
): { counted: number; lastCounted: number } {
  let counted = 0
  let lastCounted = -Infinity
  for (const { readAt } of reads) {
    if (readAt < lastCounted + intervalMs) continue
    counted++
    lastCounted = readAt
  }
  return { counted, lastCounted }
}

/** In minutes: what counts from then on counts at the full minute after it. */
function utc(time: number): string {
  const minute = new Date(Math.ceil(time / 60_000) * 60_000)
  return `${minute.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
