import { mean, standardDeviation } from '../../statistics/descriptive/moments.ts'
import {
  asymptoticSequenceHalfWidth,
  tSequenceHalfWidth,
} from '../../statistics/intervals/confidence-sequence.ts'
import { tInterval } from '../../statistics/intervals/t.ts'
import type { Statistic } from '../../statistics/statistic.ts'
import { guardedHalfWidth } from '../../statistics/stopping/half-width.ts'
import { steinSampleSize } from '../../statistics/stopping/two-stage.ts'
import { type GoldenCase, numberAt } from '../golden-file.ts'
import type { Figures } from './figures.ts'

/** The figures after 1, 2, 3, ... values, and the first n at which each rule stops when it looks at every one. */
export function sequentialFigures({ groups, input }: GoldenCase): Figures {
  const level = 1 - numberAt(input, 'alpha')
  const target = numberAt(input, 'rel_half_width')
  const minRuns = numberAt(input, 'min_runs')
  const g = numberAt(input, 'g')
  const values = Object.values(groups)[0] ?? []
  const prefixes = values.map((_, index) => values.slice(0, index + 1))
  const pilot = values.slice(0, minRuns)

  const tHalfWidth = (prefix: readonly number[]): Statistic<number> => {
    const interval = tInterval(prefix, level)
    return interval.value === null ? interval : { value: interval.value.halfWidth }
  }
  const tSequence = (prefix: readonly number[]): Statistic<number> => tSequenceHalfWidth(prefix, level, g)
  const stopsAt = (isMet: (prefix: readonly number[]) => boolean): number | null =>
    prefixes.find((prefix) => prefix.length >= minRuns && isMet(prefix))?.length ?? null
  const isWithin =
    (halfWidth: (prefix: readonly number[]) => Statistic<number>) =>
    (prefix: readonly number[]): boolean => {
      const reached = halfWidth(prefix).value
      return reached !== null && reached <= target * meanSize(prefix)
    }

  return {
    mean: prefixes.map((prefix) => mean(prefix).value),
    sd: prefixes.map((prefix) => standardDeviation(prefix).value),
    half_width_t: prefixes.map((prefix) => tHalfWidth(prefix).value),
    half_width_t_cs: prefixes.map((prefix) => tSequence(prefix).value),
    half_width_asymptotic_cs: prefixes.map((prefix) => asymptoticSequenceHalfWidth(prefix, level, g).value),
    stop_n_naive_t: stopsAt(isWithin(tHalfWidth)),
    stop_n_chow_robbins_guarded: stopsAt((prefix) => {
      const reached = guardedHalfWidth(prefix, level).value
      return reached !== null && reached <= target
    }),
    stop_n_t_cs: stopsAt(isWithin(tSequence)),
    stein_two_stage_n: steinSampleSize(pilot, level, target * meanSize(pilot)).value,
  }
}

const meanSize = (values: readonly number[]): number => Math.abs(mean(values).value ?? 0)
