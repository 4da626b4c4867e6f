import { METRICS, type MetricId, type Stopping, type StoppingCheck } from '@genai-devbench/schema'
import { type Statistic, undetermined } from '../statistic.ts'
import { stoppingHalfWidth } from './half-width.ts'

export type SequentialStopping = Extract<Stopping, { mode: 'sequential' }>

/** By framework and metric: the values of the runs so far. Every framework of the experiment has its key. */
export type Samples = Readonly<Record<string, Partial<Record<MetricId, readonly number[]>>>>

export interface StoppingDecision {
  stop: boolean
  /** Null while the experiment goes on. */
  reason: 'target_met' | 'max_runs' | 'mean_not_separated_from_zero' | null
  /** One per framework and target; none between two checks. */
  checks: StoppingCheck[]
}

/**
 * Whether an experiment stops after n runs of each framework. All frameworks keep the same n, because stopping each
 * by itself inflates the error rate of their comparison: it stops when every framework meets every target.
 * Looks only at min_runs, each batch after it, and max_runs. A target is met on at least min_runs values, never by a p-value.
 * Intervals after such stopping have approximate coverage.
 * @throws RangeError when there is no framework, and as stoppingHalfWidth does.
 */
export function decideStopping(rule: SequentialStopping, n: number, samples: Samples): StoppingDecision {
  if (Object.keys(samples).length === 0) throw new RangeError('no framework to decide on')
  if (n < rule.max_runs && !isCheck(rule, n)) return { stop: false, reason: null, checks: [] }
  const checks = Object.entries(samples).flatMap(([framework, values]) =>
    rule.metrics.map(({ metric, target }) => check(rule, framework, metric, target, values[metric] ?? [])),
  )
  const unmet = checks.filter(({ met }) => !met)
  if (unmet.length === 0) return { stop: true, reason: 'target_met', checks }
  if (n < rule.max_runs) return { stop: false, reason: null, checks }
  const nearZero = unmet.every(({ reason }) => reason === 'mean_not_separated_from_zero')
  return { stop: true, reason: nearZero ? 'mean_not_separated_from_zero' : 'max_runs', checks }
}

/** The n, runs of each framework, at which to decide next; null from max_runs on. */
export function nextCheck(rule: SequentialStopping, n: number): number | null {
  if (n >= rule.max_runs) return null
  const batches = n < rule.min_runs ? 0 : Math.floor((n - rule.min_runs) / rule.batch) + 1
  return Math.min(rule.min_runs + batches * rule.batch, rule.max_runs)
}

function isCheck(rule: SequentialStopping, n: number): boolean {
  return n >= rule.min_runs && (n - rule.min_runs) % rule.batch === 0
}

function check(
  rule: SequentialStopping,
  framework: string,
  metric: MetricId,
  target: number,
  values: readonly number[],
): StoppingCheck {
  const halfWidth: Statistic<number> =
    values.length < rule.min_runs
      ? undetermined('too_few_observations')
      : stoppingHalfWidth(METRICS[metric].type, values, rule.confidence_level)
  const shared = { framework, metric, n: values.length, half_width: halfWidth.value, target }
  if (halfWidth.value === null) return { ...shared, met: false, reason: halfWidth.reason }
  return { ...shared, met: halfWidth.value <= target }
}
