import type { IntervalEstimate } from '../../statistics/intervals/interval.ts'
import type { Statistic } from '../../statistics/statistic.ts'

/** What this package computes, in the shape of `expected`; an absent key is not implemented. */
export type Figures =
  | number
  | boolean
  | null
  | undefined
  | Within
  | SetAside
  | Figures[]
  | { [key: string]: Figures }

/** A figure of which the reference itself is known only that well: an absolute tolerance of its own. */
export class Within {
  readonly value: number | null
  readonly tolerance: number
  constructor(value: number | null, tolerance: number) {
    this.value = value
    this.tolerance = tolerance
  }
}

/** Something in the file that is not held against a figure, and why; the report lists it. */
export class SetAside {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

export function bounds(interval: Statistic<IntervalEstimate>): [number, number] | null {
  return interval.value && [interval.value.lo, interval.value.hi]
}
