import type { Comparison, Interval, MetricDefinition } from '@genai-devbench/schema'
import { type Figure, intervalOf } from '../figures.ts'
import { logarithms } from '../statistics/descriptive/logarithms.ts'
import { newcombeInterval } from '../statistics/proportions/difference.ts'
import type { Proportion } from '../statistics/proportions/table.ts'
import { type Statistic, determined, mapped } from '../statistics/statistic.ts'
import { successesOf } from '../statistics/stopping/successes.ts'
import { geometricMeanRatio } from '../statistics/tests/ratio.ts'
import { differenceInterval, meanDifference, welchTest } from '../statistics/tests/two-sample-t.ts'

export type MetricType = MetricDefinition['type']
export type Values = readonly number[]

interface Effect {
  estimand: Comparison['estimand']
  method: Interval['method']
  estimate(a: Values, b: Values): Statistic<number>
  interval(a: Values, b: Values, level: number): Statistic<{ lo: number; hi: number }>
}

const meanDifferenceEffect: Effect = {
  estimand: 'mean_diff',
  method: 'welch',
  estimate: meanDifference,
  interval: (a, b, level) => mapped(welchTest(a, b), (test) => differenceInterval(test, level)),
}

/** What a type's comparison estimates, always a against b. */
const EFFECT: Record<MetricType, Effect> = {
  positive: {
    estimand: 'gm_ratio',
    method: 'log_welch',
    estimate: (a, b) =>
      mapped(logarithms(a), (logA) =>
        mapped(logarithms(b), (logB) =>
          mapped(meanDifference(logA, logB), (difference) => determined(Math.exp(difference))),
        ),
      ),
    interval: geometricMeanRatio,
  },
  real: meanDifferenceEffect,
  count0: meanDifferenceEffect,
  binary: {
    estimand: 'risk_diff',
    method: 'newcombe',
    estimate: (a, b) =>
      mapped(newcombeInterval(proportionOf(a), proportionOf(b), 0.95), ({ estimate }) =>
        determined(estimate),
      ),
    interval: (a, b, level) => newcombeInterval(proportionOf(a), proportionOf(b), level),
  },
}

/** @throws RangeError when a value is not 0 or 1. */
export const proportionOf = (values: Values): Proportion => ({ x: successesOf(values), n: values.length })

export function effectOf(
  type: MetricType,
  a: Values,
  b: Values,
): { estimand: Effect['estimand']; estimate: Figure } {
  const { estimand, estimate } = EFFECT[type]
  return { estimand, estimate: estimate(a, b) }
}

export function effectInterval(type: MetricType, a: Values, b: Values, level: number): Interval {
  const { method, interval } = EFFECT[type]
  return intervalOf(method, level, interval(a, b, level))
}

/** Bonferroni's: with m of them, all cover together with the probability `level`. */
export function simultaneousInterval(
  type: MetricType,
  a: Values,
  b: Values,
  level: number,
  m: number,
): Interval & { m: number } {
  const { reasons, ...interval } = effectInterval(type, a, b, 1 - (1 - level) / Math.max(1, m))
  return { ...interval, m, reasons }
}
