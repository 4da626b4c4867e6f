/** A stretch of time in milliseconds since 1970, its end exclusive. */
export interface Span {
  from: number
  to: number
}

/** How far the clocks of this machine and of the provider may be apart. */
const CLOCK_DIFFERENCE_MS = 5000

/**
 * The windows in which usage can be compared: stretches of whole buckets with no call across their borders. No provider
 * says whether a call belongs to the bucket of its beginning or of its end, so buckets that a call touches are taken together.
 */
export function usageWindows(calls: readonly Span[], bucketMs: number): Span[] {
  const touched = calls.map(({ from, to }) => ({
    from: floorTo(from - CLOCK_DIFFERENCE_MS, bucketMs),
    to: floorTo(to + CLOCK_DIFFERENCE_MS, bucketMs) + bucketMs,
  }))
  // Buckets side by side stay apart: only a bucket that two share joins them.
  return joined(touched, -1)
}

/** Spans with no more than `gap` milliseconds between them become one. In order of time. */
export function joined(spans: readonly Span[], gap: number): Span[] {
  const result: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && span.from <= last.to + gap) last.to = Math.max(last.to, span.to)
    else result.push({ ...span })
  }
  return result
}

const floorTo = (time: number, width: number): number => Math.floor(time / width) * width
