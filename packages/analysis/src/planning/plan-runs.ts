import { type Arm, armsOf } from '../findings/arms.ts'
import { pairs } from '../findings/metrics/compare-arms.ts'
import { expectedCost, expectedHours } from './expected-spending.ts'
import { type PlannedMetric, planMetric } from './metric-plan.ts'
import type { PlanRequest } from './plan-request.ts'
import type { SampleSizePlan } from './sample-size-plan.ts'
import { PILOT_CONFIDENCE } from './spread.ts'

/**
 * How many runs of each framework the goal needs, with what is assumed and what it will cost. Of the pilot only the
 * spread is used, never its effect: power for an effect that was observed says nothing (Hoenig & Heisey 2001).
 * @throws RangeError when a ratio is 1, or a target, assumption or error rate is out of range.
 */
export function planRuns({
  config,
  records,
  evaluations,
  goal,
  metrics,
  given,
  alpha,
  family,
}: PlanRequest): SampleSizePlan {
  const arms = armsOf(config, records, [], evaluations).filter(({ id }) =>
    config.frameworks.some((framework) => framework.id === id),
  )
  const size = family ?? Math.max(1, pairs(arms).length) * metrics.length
  const level = config.stopping.confidence_level
  const planned = metrics.map((metric) =>
    planMetric(metric, arms, { goal, given, alpha: alpha / size, level }),
  )
  const most = planned
    .filter(({ runs }) => runs !== null)
    .toSorted((a, b) => (b.runs ?? 0) - (a.runs ?? 0))[0]
  const runs = most?.runs ?? null
  const needs = planned.flatMap((plan) => plan.runs ?? [])
  const shown = runs === null ? [] : sizesAround(runs, [...needs, config.stopping.max_runs])
  return {
    experiment: config.name,
    provider: config.llm.provider,
    frameworks: arms.map((arm) => ({ id: arm.id, finished: arm.runs.length })),
    goal,
    confidence_level: level,
    family: { error_rate: alpha, size, alpha: alpha / size },
    pilot_confidence: PILOT_CONFIDENCE,
    metrics: planned.map((plan) => ({ ...plan, at: tableOf(plan, shown) })),
    runs,
    decided_by: most?.metric ?? null,
    max_runs: config.stopping.max_runs,
    total: runs === null ? null : totals(arms, runs),
    cost_usd: expectedCost(arms, runs, given.usd),
    hours: expectedHours(arms, runs, given.seconds, config.execution.concurrency),
    concurrency: config.execution.concurrency,
  }
}

function totals(arms: readonly Arm[], runs: number): { all: number; finished: number; left: number } {
  const left = arms.reduce((sum, arm) => sum + Math.max(0, runs - arm.runs.length), 0)
  const finished = arms.reduce((sum, arm) => sum + arm.runs.length, 0)
  return { all: runs * arms.length, finished, left }
}

function tableOf({ at }: PlannedMetric, sizes: readonly number[]): { runs: number; value: number }[] {
  return sizes.flatMap((runs) => {
    const value = at(runs)
    return value === null ? [] : [{ runs, value }]
  })
}

const STEPS = [
  5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000,
]

/** Round numbers below and above the number of runs, and the others that matter. */
function sizesAround(runs: number, others: readonly number[]): number[] {
  const near = STEPS.filter((step) => step > runs / 4 && step < runs * 2)
  return [...new Set([...near, ...others])].filter((size) => size >= 2).toSorted((a, b) => a - b)
}
