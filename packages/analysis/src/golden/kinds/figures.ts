import type { IntervalEstimate } from '../../statistics/intervals/interval.ts'
import type { Statistic } from '../../statistics/statistic.ts'

/** What this package computes, in the shape of `expected`; an absent key is not implemented. */
export type Figures = number | boolean | null | undefined | Figures[] | { [key: string]: Figures }

export function bounds(interval: Statistic<IntervalEstimate>): [number, number] | null {
  return interval.value && [interval.value.lo, interval.value.hi]
}
