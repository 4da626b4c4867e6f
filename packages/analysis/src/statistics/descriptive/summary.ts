import { type Reason, type Statistic, determined, undetermined } from '../statistic.ts'
import { mean, standardDeviation } from './moments.ts'
import { interquartileRange, medianAbsoluteDeviation, quantile } from './quantiles.ts'

type Figure =
  | 'mean'
  | 'sd'
  | 'sem'
  | 'cv'
  | 'min'
  | 'q1'
  | 'median'
  | 'q3'
  | 'max'
  | 'iqr'
  | 'mad'
  | 'p90'
  | 'p95'

/** Figures in the unit of the values, except cv; each null has its reason under the same name. */
export interface Summary extends Record<Figure, number | null> {
  n: number
  /** Why spread and intervals mean little: nothing, one value, or the same value again and again. */
  degenerate: 'empty' | 'single' | 'constant' | null
  reasons: Partial<Record<Figure, Reason>>
}

/**
 * Descriptive statistics: sd with divisor n - 1, sem = sd/sqrt(n), cv = sd/|mean|, quantiles of type 7, raw mad.
 * @throws RangeError when a value is not finite.
 */
export function summarize(values: readonly number[]): Summary {
  const n = values.length
  const centre = mean(values)
  const spread = standardDeviation(values)
  const reasons: Summary['reasons'] = {}
  const figure = (name: Figure, { value, reason }: Statistic<number>): number | null => {
    if (reason !== undefined) reasons[name] = reason
    return value
  }
  return {
    n,
    degenerate: n === 0 ? 'empty' : n === 1 ? 'single' : spread.value === 0 ? 'constant' : null,
    mean: figure('mean', centre),
    sd: figure('sd', spread),
    sem: figure('sem', spread.value === null ? spread : determined(spread.value / Math.sqrt(n))),
    cv: figure('cv', coefficientOfVariation(centre, spread)),
    min: figure('min', quantile(values, 0)),
    q1: figure('q1', quantile(values, 0.25)),
    median: figure('median', quantile(values, 0.5)),
    q3: figure('q3', quantile(values, 0.75)),
    max: figure('max', quantile(values, 1)),
    iqr: figure('iqr', interquartileRange(values)),
    mad: figure('mad', medianAbsoluteDeviation(values)),
    p90: figure('p90', quantile(values, 0.9)),
    p95: figure('p95', quantile(values, 0.95)),
    reasons,
  }
}

function coefficientOfVariation(centre: Statistic<number>, spread: Statistic<number>): Statistic<number> {
  if (centre.value === null) return centre
  if (spread.value === null) return spread
  return centre.value === 0 ? undetermined('zero_mean') : determined(spread.value / Math.abs(centre.value))
}
