/** A two-sided confidence interval around an estimate, all in the unit of the estimate. */
export interface IntervalEstimate {
  /** Nominal coverage, for example 0.95. */
  level: number
  estimate: number
  lo: number
  hi: number
}
