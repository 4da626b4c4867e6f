import { METRICS, type MetricId } from '@genai-devbench/schema'
import type { Arm } from '../findings/arms.ts'
import { wilsonHalfWidth } from '../statistics/intervals/wilson.ts'
import { fisherPower, fisherSampleSize } from '../statistics/power/fisher-power.ts'
import { precisionSampleSize, wilsonSampleSize } from '../statistics/power/precision.ts'
import {
  RANK_TEST_EFFICIENCY,
  rankTestSampleSize,
  tTestPower,
  tTestSampleSize,
} from '../statistics/power/t-power.ts'
import { studentTCriticalValue } from '../statistics/special-functions/student-t.ts'
import type { GivenAssumptions, PlanGoal } from './plan-request.ts'
import type { MetricPlan, PlannedMethod, Spread } from './sample-size-plan.ts'
import { scaleOf, spreadOf } from './spread.ts'

/** What all metrics of a plan share. */
export interface PlanSettings {
  goal: PlanGoal
  given: GivenAssumptions
  /** Of one comparison, after the correction for all. */
  alpha: number
  level: number
}

/** The need of one metric, and what a number of values is worth. */
interface Need {
  effect: MetricPlan['effect']
  values: number
  at(values: number): number
}

export interface PlannedMetric extends Omit<MetricPlan, 'at'> {
  /** The power, or the half-width, with so many runs of each framework; null where it cannot be told. */
  at(runs: number): number | null
}

export function planMetric(metric: MetricId, arms: readonly Arm[], settings: PlanSettings): PlannedMetric {
  const { type } = METRICS[metric]
  const { goal, given } = settings
  const missing = given.missing ?? missingShare(metric, arms)
  const method = goal.kind === 'precision' ? INTERVAL[type] : TEST[type]
  const unknown = (reason: string, spread: Spread | null = null): PlannedMetric => ({
    metric,
    type,
    method,
    spread,
    effect: null,
    missing,
    runs: null,
    at: () => null,
    reason,
  })
  if (type === 'positive' && goal.kind === 'difference')
    return unknown('positive metrics are compared by ratios: give --effect')
  if (missing >= 1) return unknown('no run has a value: name other --metrics')
  const found = spreadOf(metric, scaleOf(type, goal), goal, arms, given)
  if (found.value === null) return unknown(found.reason)
  const spread = found.value
  const need = needOf(method, spread.value, settings)
  if (typeof need === 'string') return unknown(need, spread)
  const valuesOf = (runs: number): number => Math.floor(runs * (1 - missing) + ROUNDING)
  return {
    metric,
    type,
    method,
    spread,
    effect: need.effect,
    missing,
    runs: Math.ceil(need.values / (1 - missing) - ROUNDING),
    at: (runs) => (valuesOf(runs) < 2 ? null : need.at(valuesOf(runs))),
  }
}

const ROUNDING = 1e-9

const TEST = { positive: 'welch_log', real: 'welch', count0: 'brunner_munzel', binary: 'fisher' } as const
const INTERVAL = { positive: 'log_t', real: 't', count0: 't', binary: 'wilson' } as const

function missingShare(metric: MetricId, arms: readonly Arm[]): number {
  const shares = arms
    .filter(({ runs }) => runs.length > 0)
    .map(({ runs }) => runs.filter(({ values }) => typeof values[metric] !== 'number').length / runs.length)
  return Math.max(0, ...shares)
}

/** A sentence where no number of runs does it. */
function needOf(method: PlannedMethod, spread: number, { goal, alpha, level }: PlanSettings): Need | string {
  if (goal.kind === 'precision') return precisionNeed(method, spread, goal.half_width, level)
  if (method === 'fisher') return fisherNeed(spread, goal, alpha)
  return tNeed(method, standardized(method, spread, goal), goal.power, alpha)
}

type EffectGoal = Exclude<PlanGoal, { kind: 'precision' }>

function standardized(method: PlannedMethod, spread: number, goal: EffectGoal): number {
  if (goal.kind === 'difference') return goal.difference / spread
  return Math.abs(method === 'welch_log' ? Math.log(goal.ratio) : goal.ratio - 1) / spread
}

/** Of a rank test the efficiency beside the t test, for normal values, says how many more values it needs. */
function tNeed(method: PlannedMethod, d: number, power: number, alpha: number): Need {
  const isRankTest = method === 'brunner_munzel'
  const efficiency = isRankTest ? RANK_TEST_EFFICIENCY.normal : 1
  const { whole } = tTestSampleSize(d, power, { alpha })
  return {
    effect: { d },
    values: isRankTest ? rankTestSampleSize(whole) : whole,
    at: (n) => tTestPower(d, Math.max(2, n * efficiency), { alpha }),
  }
}

function fisherNeed(rate: number, goal: EffectGoal, alpha: number): Need | string {
  const other = otherRate(rate, goal)
  if (other < 0 || other > 1 || other === rate)
    return `no proportion differs from ${Number(rate.toPrecision(3))} by ${goal.kind === 'difference' ? `${goal.difference}: give a smaller --difference` : `a factor of ${goal.ratio}: give an --effect nearer to 1`}`
  const { value } = fisherSampleSize(rate, other, goal.power, alpha)
  if (value === null) return 'more than 2,000 runs of each framework'
  return { effect: { rates: [rate, other] }, values: value, at: (n) => fisherPower(rate, other, n, alpha) }
}

/** A ratio is taken downwards, where it is the smaller difference; a difference towards 1/2, where chance is largest. */
function otherRate(rate: number, goal: EffectGoal): number {
  if (goal.kind === 'ratio') return rate / Math.max(goal.ratio, 1 / goal.ratio)
  return rate >= 0.5 ? rate - goal.difference : rate + goal.difference
}

function precisionNeed(method: PlannedMethod, spread: number, halfWidth: number, level: number): Need {
  if (method === 'wilson') {
    return {
      effect: null,
      values: wilsonSampleSize(spread, halfWidth, level),
      at: (n) => wilsonHalfWidth(spread, n, level),
    }
  }
  const width = (n: number): number => (studentTCriticalValue(level, n - 1) * spread) / Math.sqrt(n)
  const isLog = method === 'log_t'
  return {
    effect: null,
    values: precisionSampleSize(spread, isLog ? Math.log1p(halfWidth) : halfWidth, level),
    at: isLog ? (n) => Math.expm1(width(n)) : width,
  }
}
