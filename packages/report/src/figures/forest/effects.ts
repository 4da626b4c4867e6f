import type { Comparison, MetricInResults, Results } from '@genai-devbench/schema'
import { formatDecimals, formatRatio, numberFormat } from '../../format-number.ts'
import { labelWithUnit } from '../../words.ts'

/** Effects that share an axis: the ratios of all metrics, or the differences of one. */
export interface Effects {
  id: string
  title: string
  axis: string
  scale: 'log' | 'linear'
  /** No effect. */
  none: number
  /** Between the two names of a pair. */
  sign: '/' | '−'
  /** From the unit of the results to that of the axis. */
  multiplier: number
  /** A value of the axis in words. */
  format: (value: number) => string
  groups: { metric: MetricInResults; comparisons: Comparison[] }[]
}

/** Of every pair of frameworks under the primary metrics of which any pair has an estimate. */
export function primaryEffects({ metrics, comparisons }: Results): Effects[] {
  const groups = metrics
    .filter(({ role }) => role === 'primary')
    .map((metric) => ({
      metric,
      comparisons: comparisons.filter((own) => own.metric === metric.id),
    }))
    .filter((group) => group.comparisons.some(({ estimate }) => estimate !== null))
  const ratios = groups.filter(({ metric }) => metric.type === 'positive')
  const differences = groups.filter(({ metric }) => metric.type !== 'positive')
  return [...(ratios.length > 0 ? [ratioEffects(ratios)] : []), ...differences.map(differenceEffects)]
}

const ratioEffects = (groups: Effects['groups']): Effects => ({
  id: 'effects_ratio',
  title: 'Ratios of geometric means',
  axis: 'Ratio of A to B',
  scale: 'log',
  none: 1,
  sign: '/',
  multiplier: 1,
  format: formatRatio,
  groups,
})

function differenceEffects(group: Effects['groups'][number]): Effects {
  const { metric, comparisons } = group
  const shared = {
    id: `effects_${metric.id}`,
    scale: 'linear' as const,
    none: 0,
    sign: '−' as const,
    groups: [group],
  }
  if (metric.type === 'binary') {
    return {
      ...shared,
      title: `${metric.label}: differences of proportions`,
      axis: `${metric.label} of A − B (percentage points)`,
      multiplier: 100,
      format: (value) => formatDecimals(value, 0),
    }
  }
  const bounds = comparisons.flatMap(({ estimate, ci }) => [estimate, ci.lo, ci.hi])
  const { unit, divisor, format } = numberFormat(metric, [
    Math.max(...bounds.map((bound) => Math.abs(bound ?? 0))),
  ])
  return {
    ...shared,
    title: `${metric.label}: differences of means`,
    axis: `${labelWithUnit(metric, unit)}, A − B`,
    multiplier: 1 / divisor,
    format: (value) => format(value * divisor),
  }
}
