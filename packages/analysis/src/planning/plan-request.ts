import type { Evaluations } from '../findings/evaluations.ts'
import type { ExperimentConfig, MetricId, RunRecord } from '@genai-devbench/schema'

/** What the runs are to be enough for. */
export type PlanGoal =
  /** Detect, between two frameworks, a ratio of their values (1.25, or 0.8: either way), or a difference. */
  | { kind: 'ratio'; ratio: number; power: number }
  | { kind: 'difference'; difference: number; power: number }
  /** Know each framework's value to a half-width of its interval: relative, for binary metrics absolute. */
  | { kind: 'precision'; half_width: number }

/** What is assumed rather than taken from finished runs. */
export interface GivenAssumptions {
  /** Coefficient of variation: sd/mean. */
  cv?: number
  /** Standard deviation of the natural logarithms. */
  sdLog?: number
  /** Proportion of runs that succeed. */
  baseRate?: number
  /** Share of the runs that will have no value. */
  missing?: number
  /** Of one run of any framework. */
  seconds?: number
  usd?: number
}

export interface PlanRequest {
  config: ExperimentConfig
  /** The pilot: the finished runs of the experiment; may be none. */
  records: readonly RunRecord[]
  /** Of the runs that were evaluated. */
  evaluations?: Evaluations
  goal: PlanGoal
  metrics: readonly MetricId[]
  given: GivenAssumptions
  /** Error rate of the whole family of comparisons. */
  alpha: number
  /** Comparisons that are corrected for together; by default all pairs of frameworks under all planned metrics. */
  family?: number
}
