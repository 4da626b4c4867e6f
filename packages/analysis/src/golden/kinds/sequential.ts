import { mean, standardDeviation } from '../../statistics/descriptive/moments.ts'
import { tInterval } from '../../statistics/intervals/t.ts'
import { guardedHalfWidth } from '../../statistics/stopping/half-width.ts'
import { type GoldenCase, numberAt } from '../golden-file.ts'
import type { Figures } from './figures.ts'

/** The figures after 1, 2, 3, ... values, and the first n at which the guarded rule stops when it looks at each. */
export function sequentialFigures({ groups, input }: GoldenCase): Figures {
  const level = 1 - numberAt(input, 'alpha')
  const target = numberAt(input, 'rel_half_width')
  const minRuns = numberAt(input, 'min_runs')
  const values = groups['A'] ?? []
  const prefixes = values.map((_, index) => values.slice(0, index + 1))
  const stoppedAt = prefixes.find((prefix) => {
    const halfWidth = guardedHalfWidth(prefix, level).value
    return prefix.length >= minRuns && halfWidth !== null && halfWidth <= target
  })
  return {
    mean: prefixes.map((prefix) => mean(prefix).value),
    sd: prefixes.map((prefix) => standardDeviation(prefix).value),
    half_width_t: prefixes.map((prefix) => {
      const interval = tInterval(prefix, level)
      return interval.value && interval.value.halfWidth
    }),
    stop_n_chow_robbins_guarded: stoppedAt?.length ?? null,
  }
}
