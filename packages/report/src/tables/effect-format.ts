import type { Comparison, MetricInResults } from '@genai-devbench/schema'
import { formatDecimals, formatRatio, numberFormat } from '../format-number.ts'

/** How the effects of one metric are written. */
export interface EffectFormat {
  /** What is estimated, with its unit. */
  description: string
  /** The value is multiplied by this to be written. */
  multiplier: number
  format: (value: number) => string
}

/** One format for all pairs of a metric, and names for the two of a pair. */
export function effectFormat(
  metric: MetricInResults,
  own: readonly Pick<Comparison, 'ci'>[],
  [a, b]: readonly [string, string] = ['A', 'B'],
): EffectFormat {
  if (metric.type === 'positive') {
    return {
      description: `ratio of geometric means, ${a} over ${b}`,
      multiplier: 1,
      format: formatRatio,
    }
  }
  if (metric.unit === 'proportion') {
    const compared = metric.type === 'binary' ? 'proportions' : 'means'
    return {
      description: `difference of ${compared}, ${a} less ${b}, in percentage points`,
      multiplier: 100,
      format: (value) => formatDecimals(100 * value, 1),
    }
  }
  // Differences may be far smaller than the values; the bounds say to which digit they are known.
  const bounds = own.flatMap(({ ci }) => [ci.lo, ci.hi])
  const { unit, divisor, format } = numberFormat(metric, bounds)
  return {
    description: `difference of means, ${a} less ${b}${unit === '' ? '' : `, in ${unit}`}`,
    multiplier: 1 / divisor,
    format,
  }
}
