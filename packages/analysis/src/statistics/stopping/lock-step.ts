import { METRICS, type MetricId, type Stopping, type StoppingCheck } from '@genai-devbench/schema'
import { type Statistic, undetermined } from '../statistic.ts'
import { anytimeHalfWidth } from './anytime.ts'
import { stoppingHalfWidth } from './half-width.ts'
import { twoStagePlan } from './two-stage.ts'

/** A rule that looks at the data; `fixed` does not. */
type AdaptiveStopping = Exclude<Stopping, { mode: 'fixed' }>

/** By framework and metric: the values of the runs so far, in the order of the runs. Every framework of the experiment has its key. */
export type Samples = Readonly<Record<string, Partial<Record<MetricId, readonly number[]>>>>

export interface StoppingDecision {
  /** Null while the experiment goes on. */
  reason: 'target_met' | 'max_runs' | 'mean_not_separated_from_zero' | null
  /** One per framework and target. */
  checks: StoppingCheck[]
  /** The number of runs of each framework after which to decide again; null when the experiment stops. */
  next: number | null
}

/** The number of runs of each framework after which to decide first. */
export const firstCheck = (rule: Stopping): number =>
  rule.mode === 'fixed' ? rule.max_runs : Math.min(rule.min_runs, rule.max_runs)

/**
 * Whether an experiment stops after n runs of each framework. All frameworks keep the same n, because stopping each
 * by itself inflates the error rate of their comparison: it stops when every framework meets every target.
 * Asked at firstCheck and at each `next`. A target is met on at least min_runs values, never by a p-value.
 * @throws RangeError when there is no framework, and as stoppingHalfWidth does.
 */
export function decideStopping(rule: Stopping, n: number, samples: Samples): StoppingDecision {
  if (Object.keys(samples).length === 0) throw new RangeError('no framework to decide on')
  if (rule.mode === 'fixed') return { reason: 'max_runs', checks: [], next: null }
  const looks = Object.entries(samples).flatMap(([framework, values]) =>
    rule.metrics.map((target) => look(rule, framework, target, values[target.metric] ?? [])),
  )
  const checks = looks.map(({ check }) => check)
  const unmet = checks.filter(({ met }) => !met)
  if (unmet.length === 0) return { reason: 'target_met', checks, next: null }
  if (n < rule.max_runs) {
    const more = Math.max(...looks.map(({ runsShort }) => runsShort))
    return { reason: null, checks, next: Math.min(n + more, rule.max_runs) }
  }
  const nearZero = unmet.every(({ reason }) => reason === 'mean_not_separated_from_zero')
  return { reason: nearZero ? 'mean_not_separated_from_zero' : 'max_runs', checks, next: null }
}

interface Look {
  check: StoppingCheck
  /** Runs to make before another look is worth it, for this framework and metric alone; 0 when the target is met. */
  runsShort: number
}

function look(
  rule: AdaptiveStopping,
  framework: string,
  { metric, target }: AdaptiveStopping['metrics'][number],
  values: readonly number[],
): Look {
  const place = { framework, metric, n: values.length, target }
  if (values.length < rule.min_runs) {
    const runsShort = rule.mode === 'two_stage' ? rule.min_runs - values.length : rule.batch
    return { check: { ...place, ...asCheck(undetermined('too_few_observations')), met: false }, runsShort }
  }
  const { type } = METRICS[metric]
  if (rule.mode === 'two_stage') {
    const plan = twoStagePlan(type, values.slice(0, rule.min_runs), rule.confidence_level, target)
    // A pilot that says nothing cannot be mended by more runs: they are no pilot.
    if (plan.value === null)
      return { check: { ...place, ...asCheck(plan), met: false }, runsShort: rule.max_runs }
    const { needed, halfWidth } = plan.value
    const runsShort = Math.max(0, needed - values.length)
    return { check: { ...place, ...asCheck(halfWidth(values)), met: runsShort === 0, needed }, runsShort }
  }
  const halfWidth =
    rule.mode === 'anytime'
      ? anytimeHalfWidth(type, values, rule.confidence_level, rule.min_runs)
      : stoppingHalfWidth(type, values, rule.confidence_level)
  const met = halfWidth.value !== null && halfWidth.value <= target
  return { check: { ...place, ...asCheck(halfWidth), met }, runsShort: met ? 0 : rule.batch }
}

function asCheck(halfWidth: Statistic<number>): Pick<StoppingCheck, 'half_width' | 'reason'> {
  return halfWidth.value === null
    ? { half_width: null, reason: halfWidth.reason }
    : { half_width: halfWidth.value }
}
