import type { AnytimeInterval, Interval } from '@genai-devbench/schema'
import { figuresOf, intervalOf, none } from '../../figures.ts'
import { type MetricType, type Values, proportionOf } from '../../pairs/effect.ts'
import { bernoulliSequence, tSequenceHalfWidth } from '../../statistics/intervals/confidence-sequence.ts'
import { determined } from '../../statistics/statistic.ts'
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

/**
 * The effect of a against b at any number of runs: from one sequence of each that covers with half the error, which
 * holds however the two depend on each other. Wider than a sequence of the difference itself would be.
 */
export function anytimeEffect(
  type: MetricType,
  a: Values,
  b: Values,
  level: number,
  minRuns: number,
): Interval {
  const each = 1 - (1 - level) / 2
  const [ofA, ofB] = [sequenceOf(type, a, each, minRuns), sequenceOf(type, b, each, minRuns)]
  if (ofA.lo === null || ofA.hi === null || ofB.lo === null || ofB.hi === null) {
    return intervalOf('two_sequences', level, none(ofA.reasons['lo'] ?? ofB.reasons['lo'] ?? 'unknown'))
  }
  const effect =
    type === 'positive'
      ? { lo: ofA.lo / ofB.hi, hi: ofA.hi / ofB.lo }
      : { lo: ofA.lo - ofB.hi, hi: ofA.hi - ofB.lo }
  return intervalOf('two_sequences', level, determined(effect))
}
