import type { Interval } from '@genai-devbench/schema'
import { intervalOf, none } from '../../figures.ts'
import type { MetricType, Values } from '../../pairs/effect.ts'
import { determined } from '../../statistics/statistic.ts'
import { type IntervalRule, estimateInterval } from './estimate-interval.ts'

/** Values in the order of their runs, and how their number was found. */
export interface RuledSample {
  values: Values
  rule: IntervalRule
}

/**
 * The effect of a against b at any number of runs: from one interval of each that covers with half the error, a
 * confidence sequence where its own rule is `anytime`. It holds however the two depend on each other, and is wider than
 * a sequence of the difference itself would be.
 */
export function anytimeEffect(type: MetricType, a: RuledSample, b: RuledSample, level: number): Interval {
  const each = 1 - (1 - level) / 2
  const [ofA, ofB] = [
    estimateInterval(type, a.values, each, a.rule),
    estimateInterval(type, b.values, each, b.rule),
  ]
  if (ofA.lo === null || ofA.hi === null || ofB.lo === null || ofB.hi === null) {
    return intervalOf('two_sequences', level, none(ofA.reasons['lo'] ?? ofB.reasons['lo'] ?? 'unknown'))
  }
  // As for the interval of a fixed number of runs: no spread says nothing of chance.
  if (ofA.lo === ofA.hi && ofB.lo === ofB.hi) return intervalOf('two_sequences', level, none('no_variation'))
  const effect =
    type === 'positive'
      ? { lo: ofA.lo / ofB.hi, hi: ofA.hi / ofB.lo }
      : { lo: ofA.lo - ofB.hi, hi: ofA.hi - ofB.lo }
  return intervalOf('two_sequences', level, determined(effect))
}
