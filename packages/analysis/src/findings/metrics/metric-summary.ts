import {
  type Interval,
  METRICS,
  type MetricId,
  type MetricSummary,
  type Missing,
  type ShapiroWilk,
} from '@genai-devbench/schema'
import { type Figure, intervalOf, partsOf } from '../../figures.ts'
import type { MetricType, Values } from '../../pairs/effect.ts'
import { geometricMean, logarithms } from '../../statistics/descriptive/logarithms.ts'
import { quantile } from '../../statistics/descriptive/quantiles.ts'
import { summarize } from '../../statistics/descriptive/summary.ts'
import { logTInterval } from '../../statistics/intervals/log-t.ts'
import { olssonInterval } from '../../statistics/intervals/lognormal-mean.ts'
import { medianInterval } from '../../statistics/intervals/median.ts'
import { shapiroWilkTest } from '../../statistics/normality/shapiro-wilk.ts'
import { bootstrapTInterval } from '../../statistics/resampling/bootstrap-t.ts'
import { xoshiro128 } from '../../statistics/resampling/random.ts'
import { mapped } from '../../statistics/statistic.ts'
import { type Arm, valuesOf } from '../arms.ts'
import { isCensored } from './censoring.ts'
import { anytimeInterval } from './anytime-interval.ts'
import { type IntervalRule, estimateInterval } from './estimate-interval.ts'
import { withinRange } from './possible-range.ts'

/** Resamples of each bootstrap interval. */
export const BOOTSTRAP_RESAMPLES = 2000
/** Below this many values a bootstrap interval covers less than it says. */
const ENOUGH_TO_RESAMPLE = 20

export interface SummaryOptions {
  level: number
  rule: IntervalRule
  seed: number
}

/** One framework's runs under one metric; the metric's declared type chooses estimate and interval, never the data. */
export function summarizeMetric(arm: Arm, metric: MetricId, options: SummaryOptions): MetricSummary {
  const { type } = METRICS[metric]
  const { level, rule } = options
  const values = valuesOf(arm, metric)
  const { degenerate, reasons, ...figures } = summarize(values)
  const estimate: Figure =
    type === 'positive'
      ? geometricMean(values)
      : figures.mean === null
        ? { value: null, reason: reasons.mean ?? 'no_observations' }
        : { value: figures.mean }
  return {
    type,
    ...figures,
    n_missing: arm.runs.length - values.length,
    missing: missing(arm, metric),
    n_censored: arm.runs.filter((run) => isCensored(run, metric)).length,
    median_ci: { level, ...partsOf(medianInterval(values, level), ['lo', 'hi', 'coverage']) },
    estimand: type === 'positive' ? 'geometric_mean' : type === 'binary' ? 'proportion' : 'mean',
    estimate: estimate.value,
    ci: withinRange(estimateInterval(type, values, level, rule), metric),
    ...(type === 'positive' && {
      geometric_mean: estimate.value,
      gm_ci: intervalOf('log_t', level, logTInterval(values, level)),
      mean_ci_olsson: intervalOf('olsson', level, olssonInterval(values, level)),
    }),
    ...(type === 'count0' &&
      values.length >= ENOUGH_TO_RESAMPLE && {
        bootstrap_ci: withinRange(bootstrapInterval(values, options), metric),
      }),
    ...(rule.mode === 'anytime' && {
      anytime_ci: withinRange(anytimeInterval(type, values, level, rule.min_runs), metric),
    }),
    ...(type !== 'binary' && { shapiro: shapiroOf(type, values) }),
    outliers_iqr: type === 'binary' ? [] : outliers(arm, metric),
    ...(degenerate && { degenerate }),
    reasons: {
      ...reasons,
      ...(estimate.value === null && {
        estimate: estimate.reason,
        ...(type === 'positive' && { geometric_mean: estimate.reason }),
      }),
    },
  }
}

function bootstrapInterval(values: Values, { level, seed }: SummaryOptions): Interval {
  // Sorted, so that the order of the runs does not show.
  const sorted = values.toSorted((a, b) => a - b)
  const random = xoshiro128(seed)
  return intervalOf(
    'bootstrap_t',
    level,
    bootstrapTInterval(sorted, level, { resamples: BOOTSTRAP_RESAMPLES, random }),
  )
}

function shapiroOf(type: MetricType, values: Values): ShapiroWilk {
  const test = type === 'positive' ? mapped(logarithms(values), shapiroWilkTest) : shapiroWilkTest(values)
  return partsOf(test, ['w', 'p'])
}

function outliers(arm: Arm, metric: MetricId): number[] {
  const scale = METRICS[metric].type === 'positive' ? Math.log : (value: number): number => value
  const known = arm.runs.flatMap(({ run, values }) => {
    const value = values[metric]
    return typeof value === 'number' ? [{ run, value: scale(value) }] : []
  })
  const scaled = known.map(({ value }) => value)
  const [q1, q3] = [quantile(scaled, 0.25).value, quantile(scaled, 0.75).value]
  if (q1 === null || q3 === null) return []
  const reach = 1.5 * (q3 - q1)
  return known.filter(({ value }) => value < q1 - reach || value > q3 + reach).map(({ run }) => run)
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
