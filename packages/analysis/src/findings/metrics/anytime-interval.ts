import type { AnytimeInterval, Interval } from '@genai-devbench/schema'
import { figuresOf, intervalOf, none } from '../../figures.ts'
import { type MetricType, type Values, proportionOf } from '../../pairs/effect.ts'
import { bernoulliSequence, tSequenceHalfWidth } from '../../statistics/intervals/confidence-sequence.ts'
import { anytimeMixtureWidth } from '../../statistics/stopping/anytime.ts'
import { symmetric } from './symmetric-interval.ts'

/** The confidence sequence of an estimate as it stands after these values. */
export function sequenceOf(type: MetricType, values: Values, level: number, minRuns: number): Interval {
  if (type === 'binary') {
    const { x, n } = proportionOf(values)
    return intervalOf('bernoulli_sequence', level, bernoulliSequence(x, n, level))
  }
  const interval = symmetric(type, values, (scaled) =>
    tSequenceHalfWidth(scaled, level, anytimeMixtureWidth(level, minRuns)),
  )
  return intervalOf(type === 'positive' ? 'log_t_sequence' : 't_sequence', level, interval)
}

/** The confidence sequence by itself, with the width of its mixture. */
export function anytimeInterval(
  type: MetricType,
  values: Values,
  level: number,
  minRuns: number,
): AnytimeInterval {
  const { lo, hi, reasons } = sequenceOf(type, values, level, minRuns)
  const { g, reasons: why } = figuresOf({
    g: type === 'binary' ? none('not_for_binary') : { value: anytimeMixtureWidth(level, minRuns) },
  })
  return { level, lo, hi, g, reasons: { ...reasons, ...why } }
}
