import type { MetricDefinition } from '@genai-devbench/schema'
import { logarithms } from '../descriptive/logarithms.ts'
import { mean } from '../descriptive/moments.ts'
import { bernoulliSequence, mixtureWidth, tSequenceHalfWidth } from '../intervals/confidence-sequence.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { successesOf } from './successes.ts'

/** The sequences are narrowest near this many runs, or near min_runs if that is more. */
const OPTIMAL_N = 20

/**
 * The half-width of the confidence sequence that is held against a stopping target, on the same scales as
 * stoppingHalfWidth: relative (0.1 = 10 %), for binary metrics absolute. It may be looked at after every run.
 * Exact for lognormal (positive), normal (real, count0) and binary values.
 * @throws RangeError when a value is not finite, a binary value not 0 or 1, or the level not between 0 and 1.
 */
export function anytimeHalfWidth(
  type: MetricDefinition['type'],
  values: readonly number[],
  level: number,
  minRuns: number,
): Statistic<number> {
  if (type === 'binary') return halfOf(bernoulliSequence(successesOf(values), values.length, level))
  const g = anytimeMixtureWidth(level, minRuns)
  return type === 'positive' ? onLogs(values, level, g) : relativeToMean(values, level, g)
}

/** The width of the mixture of an experiment's sequences, fixed by its stopping rule before the first run. */
export const anytimeMixtureWidth = (level: number, minRuns: number): number =>
  mixtureWidth(level, Math.max(minRuns, OPTIMAL_N))

const halfOf = (interval: Statistic<{ lo: number; hi: number }>): Statistic<number> =>
  interval.value === null ? interval : determined((interval.value.hi - interval.value.lo) / 2)

function onLogs(values: readonly number[], level: number, g: number): Statistic<number> {
  const logs = logarithms(values)
  if (logs.value === null) return logs
  const halfWidth = tSequenceHalfWidth(logs.value, level, g)
  return halfWidth.value === null ? halfWidth : determined(Math.expm1(halfWidth.value))
}

function relativeToMean(values: readonly number[], level: number, g: number): Statistic<number> {
  const centre = mean(values)
  const halfWidth = tSequenceHalfWidth(values, level, g)
  if (centre.value === null) return centre
  if (halfWidth.value === null) return halfWidth
  const size = Math.abs(centre.value)
  return halfWidth.value >= size
    ? undetermined('mean_not_separated_from_zero')
    : determined(halfWidth.value / size)
}
