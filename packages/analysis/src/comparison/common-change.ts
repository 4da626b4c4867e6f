import type { CommonChange, MetricInResults } from '@genai-devbench/schema'
import { figuresOf, intervalOf, partsOf } from '../figures.ts'
import { valuesOf } from '../findings/arms.ts'
import { type MetricType, type Values, effectOf, proportionOf } from '../pairs/effect.ts'
import { tTestOf } from '../pairs/pair-test.ts'
import {
  type EstimateWithError,
  fixedEffect,
  heterogeneityTest,
} from '../statistics/combining/fixed-effect.ts'
import { determined, mapped } from '../statistics/statistic.ts'
import type { ArmPair } from './change.ts'

/** The change that the frameworks have in common between two experiments, on the scale of the metric's type. */
export function commonChange(
  { id: metric, role, type }: MetricInResults,
  pairs: readonly [ArmPair, ...ArmPair[]],
  level: number,
): CommonChange {
  const known = pairs.flatMap(({ framework, from, to }) => {
    const effect = effectWithError(type, valuesOf(to, metric), valuesOf(from, metric))
    return effect === undefined ? [] : [{ framework, ...effect }]
  })
  const common = fixedEffect(known, level)
  const back = type === 'positive' ? Math.exp : (value: number): number => value
  const { fromName, toName } = pairs[0]
  return {
    metric,
    role,
    from: fromName,
    to: toName,
    frameworks: known.map(({ framework }) => framework),
    estimand: effectOf(type, [], []).estimand,
    ...figuresOf({
      estimate: mapped(common, ({ estimate }) => determined(back(estimate))),
      p: mapped(common, ({ p }) => determined(p)),
    }),
    ci: intervalOf(
      'fixed_effect',
      level,
      mapped(common, ({ lo, hi }) => determined({ lo: back(lo), hi: back(hi) })),
    ),
    interaction: partsOf(
      mapped(heterogeneityTest(known), ({ pChiSquared, ...figures }) =>
        determined({ ...figures, p_chi_squared: pChiSquared }),
      ),
      ['q', 'df', 'p_chi_squared', 'p'],
    ),
  }
}

/** Effect and standard error on the scale on which effects add up; undefined where there is no spread to tell it by. */
function effectWithError(type: MetricType, to: Values, from: Values): EstimateWithError | undefined {
  if (type === 'binary') return riskDifference(to, from)
  const { value } = tTestOf(type, to, from)
  if (value === null) return undefined
  return { estimate: value.difference, standardError: value.standardError, df: value.df }
}

/**
 * After adding one success and one failure to each arm, without which proportions of 0 and 1 would have no variance.
 * Source: Agresti & Caffo 2000.
 */
function riskDifference(to: Values, from: Values): EstimateWithError | undefined {
  if (to.length === 0 || from.length === 0) return undefined
  const [p, q] = [to, from].map((values) => {
    const { x, n } = proportionOf(values)
    const proportion = (x + 1) / (n + 2)
    return { proportion, variance: (proportion * (1 - proportion)) / (n + 2) }
  }) as [Smoothed, Smoothed]
  return { estimate: p.proportion - q.proportion, standardError: Math.sqrt(p.variance + q.variance) }
}

interface Smoothed {
  proportion: number
  variance: number
}
