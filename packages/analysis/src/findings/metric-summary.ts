import {
  type Interval,
  METRICS,
  type MetricDefinition,
  type MetricId,
  type MetricSummary,
  type Missing,
} from '@genai-devbench/schema'
import { geometricMean } from '../statistics/descriptive/logarithms.ts'
import { mean } from '../statistics/descriptive/moments.ts'
import { summarize } from '../statistics/descriptive/summary.ts'
import type { IntervalEstimate } from '../statistics/intervals/interval.ts'
import { logTInterval } from '../statistics/intervals/log-t.ts'
import { tInterval } from '../statistics/intervals/t.ts'
import { wilsonInterval } from '../statistics/intervals/wilson.ts'
import type { Statistic } from '../statistics/statistic.ts'
import { type Arm, valuesOf } from './arms.ts'

/** One framework's runs under one metric; the metric's declared type chooses estimate and interval, never the data. */
export function summarizeMetric(arm: Arm, metric: MetricId, level: number): MetricSummary {
  const { type } = METRICS[metric]
  const values = valuesOf(arm, metric)
  const { degenerate, reasons, ...figures } = summarize(values)
  const { value: estimate, reason, ...interval } = HEADLINE[type](values, level)
  return {
    type,
    ...figures,
    n_missing: arm.runs.length - values.length,
    missing: missing(arm, metric),
    ...interval,
    estimate,
    ...(degenerate && { degenerate }),
    reasons: { ...reasons, ...(reason !== undefined && { estimate: reason }) },
  }
}

type Headline = Statistic<number> & Pick<MetricSummary, 'estimand' | 'ci' | 'mean_ci'>

const HEADLINE: Record<MetricDefinition['type'], (values: readonly number[], level: number) => Headline> = {
  positive: (values, level) => ({
    estimand: 'geometric_mean',
    ...geometricMean(values),
    ci: intervalOf('log_t', level, logTInterval(values, level)),
    mean_ci: intervalOf('t', level, tInterval(values, level)),
  }),
  real: meanHeadline,
  count0: meanHeadline,
  binary: (values, level) => ({
    estimand: 'proportion',
    ...mean(values),
    ci: intervalOf(
      'wilson',
      level,
      wilsonInterval(values.filter((value) => value === 1).length, values.length, level),
    ),
  }),
}

function meanHeadline(values: readonly number[], level: number): Headline {
  return { estimand: 'mean', ...mean(values), ci: intervalOf('t', level, tInterval(values, level)) }
}

export function intervalOf(
  method: Interval['method'],
  level: number,
  { value, reason }: Statistic<IntervalEstimate>,
): Interval {
  if (value === null) return { method, level, lo: null, hi: null, reasons: { lo: reason, hi: reason } }
  return { method, level, lo: value.lo, hi: value.hi, reasons: {} }
}

/** By reason, in the order in which the reasons first show. */
function missing({ runs }: Arm, metric: MetricId): Missing[] {
  const byReason = new Map<string, number[]>()
  for (const { run, reasons } of runs) {
    const reason = reasons[metric]
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), run])
  }
  return [...byReason].map(([reason, numbers]) => ({ reason, runs: numbers }))
}
