import { METRICS, type MetricDefinition, type MetricId } from '@genai-devbench/schema'

interface Bounds {
  lo: number | null
  hi: number | null
}

/**
 * Cuts an interval of a metric's mean at the ends of the values that the metric can have: what lies beyond is impossible,
 * and its coverage stays the same. Half-widths, which are about precision, are those of the whole interval.
 */
export function withinRange<T extends Bounds>(interval: T, metric: MetricId): T {
  const { min, max = Infinity }: MetricDefinition['range'] = METRICS[metric].range
  return cut(interval, min, max)
}

/** The same for a difference of two means. Ratios have no end. */
export function withinDifferences<T extends Bounds>(interval: T, metric: MetricId): T {
  const { type, range }: MetricDefinition = METRICS[metric]
  if (type === 'positive') return interval
  const most = (range.max ?? Infinity) - range.min
  return cut(interval, -most, most)
}

const cut = <T extends Bounds>(interval: T, min: number, max: number): T => ({
  ...interval,
  lo: interval.lo === null ? null : Math.max(min, interval.lo),
  hi: interval.hi === null ? null : Math.min(max, interval.hi),
})
