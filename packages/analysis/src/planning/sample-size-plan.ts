import type { MetricDefinition, MetricId } from '@genai-devbench/schema'
import type { PlanGoal } from './plan-request.ts'

/** How much a metric varies from run to run, on the scale of its test; of a binary one the rate, which says it all. */
export interface Spread {
  scale: 'sd_log' | 'cv' | 'sd' | 'rate'
  /** What is planned with. */
  value: number
  source: 'given' | 'pilot'
  /** What each framework's finished runs say, and its bound in the direction that needs more runs. */
  pilot: { framework: string; n: number; estimate: number; bound: number }[]
}

export type PlannedMethod = 'welch_log' | 'welch' | 'brunner_munzel' | 'fisher' | 'log_t' | 't' | 'wilson'

/** How many runs one metric needs. Null with a reason where that cannot be told. */
export interface MetricPlan {
  metric: MetricId
  type: MetricDefinition['type']
  /** The test whose power is planned, or the interval whose half-width is. */
  method: PlannedMethod
  spread: Spread | null
  /** The effect on the scale of the test: d, or the two proportions. */
  effect: { d: number } | { rates: [number, number] } | null
  /** Share of the runs that will have no value. */
  missing: number
  /** Of each framework, those that will have no value included. */
  runs: number | null
  /** The power, or the half-width, with so many runs of each framework. */
  at: { runs: number; value: number }[]
  reason?: string
}

/** Of all runs, and of those that are not made yet. */
export type Expected = { all: number; left: number } | { all: null; left: null; reason: string }

export interface SampleSizePlan {
  experiment: string
  provider: string
  frameworks: { id: string; finished: number }[]
  goal: PlanGoal
  /** Of the intervals whose half-width is planned. */
  confidence_level: number
  /** Holm's first step tests each comparison of the family at `alpha`. */
  family: { error_rate: number; size: number; alpha: number }
  /** Confidence of the bounds that are taken of the pilot. */
  pilot_confidence: number
  metrics: MetricPlan[]
  /** Of each framework: the most that a metric needs. Null where no metric's need can be told. */
  runs: number | null
  /** Which metric that is. */
  decided_by: MetricId | null
  /** Of the config. */
  max_runs: number
  total: { all: number; finished: number; left: number } | null
  cost_usd: Expected
  hours: Expected
  concurrency: number
}
