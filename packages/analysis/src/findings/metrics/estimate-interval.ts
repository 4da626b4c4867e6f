import type { Coverage, EstimateInterval, Interval, Stopping } from '@genai-devbench/schema'
import { type Figure, figuresOf, intervalOf, none } from '../../figures.ts'
import { type MetricType, type Values, proportionOf } from '../../pairs/effect.ts'
import { logTInterval } from '../../statistics/intervals/log-t.ts'
import { tInterval } from '../../statistics/intervals/t.ts'
import { wilsonInterval } from '../../statistics/intervals/wilson.ts'
import { determined } from '../../statistics/statistic.ts'
import { steinHalfWidth } from '../../statistics/stopping/two-stage.ts'
import { sequenceOf } from './anytime-interval.ts'
import { symmetric } from './symmetric-interval.ts'

/** How the number of runs was found, as far as it concerns an interval. */
export type IntervalRule =
  | { mode: 'fixed' | 'sequential' }
  | { mode: 'two_stage' | 'anytime'; min_runs: number }

export const COVERAGE = {
  fixed: 'fixed_n',
  sequential: 'approximate_sequential',
  two_stage: 'two_stage',
  anytime: 'anytime',
} as const satisfies Record<Stopping['mode'], Coverage>

/**
 * The interval of a summary's estimate that fits the stopping mode. The values are those of the runs in their order,
 * whose first ones are the pilot of two stages.
 */
export function estimateInterval(
  type: MetricType,
  values: Values,
  level: number,
  rule: IntervalRule,
): EstimateInterval {
  const { interval, coverage } = fitting(type, values, level, rule)
  const { reasons, ...found } = interval
  const { lo, hi } = found
  const why = reasons['lo'] ?? 'unknown'
  const { reasons: whyWidths, ...widths } = figuresOf(
    lo === null || hi === null
      ? { half_width: none(why), rel_half_width: none(why) }
      : { half_width: { value: (hi - lo) / 2 }, rel_half_width: relativeHalfWidth(type, lo, hi) },
  )
  return { ...found, ...widths, coverage_note: coverage, reasons: { ...reasons, ...whyWidths } }
}

/** On the scale of a stopping target. */
function relativeHalfWidth(type: MetricType, lo: number, hi: number): Figure {
  if (type === 'binary') return none('absolute_scale')
  if (type === 'positive') return determined(Math.sqrt(hi / lo) - 1)
  const centre = Math.abs(lo + hi) / 2
  return centre === 0 ? none('zero_mean') : determined((hi - lo) / 2 / centre)
}

function fitting(
  type: MetricType,
  values: Values,
  level: number,
  rule: IntervalRule,
): { interval: Interval; coverage: Coverage } {
  if (rule.mode === 'anytime') {
    return { interval: sequenceOf(type, values, level, rule.min_runs), coverage: 'anytime' }
  }
  if (rule.mode === 'two_stage' && type !== 'binary') {
    const interval =
      values.length > rule.min_runs
        ? stein(type, values, level, rule.min_runs)
        : fixedInterval(type, values, level)
    return { interval, coverage: 'two_stage' }
  }
  // Stein's theorem is not about proportions.
  const coverage = rule.mode === 'fixed' ? 'fixed_n' : 'approximate_sequential'
  return { interval: fixedInterval(type, values, level), coverage }
}

/** The interval of a number of runs that was fixed beforehand. */
export function fixedInterval(type: MetricType, values: Values, level: number): Interval {
  if (type === 'positive') return intervalOf('log_t', level, logTInterval(values, level))
  if (type !== 'binary') return intervalOf('t', level, tInterval(values, level))
  const { x, n } = proportionOf(values)
  return intervalOf('wilson', level, wilsonInterval(x, n, level))
}

function stein(type: MetricType, values: Values, level: number, pilot: number): Interval {
  const interval = symmetric(type, values, (scaled) =>
    steinHalfWidth(scaled.slice(0, pilot), level, scaled.length),
  )
  return intervalOf(type === 'positive' ? 'log_stein' : 'stein', level, interval)
}
