import { sum } from 'simple-statistics'
import { geometricMean, logarithms } from '../../statistics/descriptive/logarithms.ts'
import { mean, standardDeviation } from '../../statistics/descriptive/moments.ts'
import { quantile } from '../../statistics/descriptive/quantiles.ts'
import { excessKurtosis, skewness } from '../../statistics/descriptive/shape.ts'
import { summarize } from '../../statistics/descriptive/summary.ts'
import { trimmedMean } from '../../statistics/descriptive/trimmed.ts'
import { logTInterval } from '../../statistics/intervals/log-t.ts'
import { medianInterval } from '../../statistics/intervals/median.ts'
import { coxInterval, olssonInterval } from '../../statistics/intervals/lognormal-mean.ts'
import { relativeHalfWidth, tInterval } from '../../statistics/intervals/t.ts'
import { andersonDarlingTest } from '../../statistics/normality/anderson-darling.ts'
import { shapiroWilkTest } from '../../statistics/normality/shapiro-wilk.ts'
import { type Figures, bounds } from './figures.ts'

export function sampleFigures(values: readonly number[]): Figures {
  const { mad, iqr, degenerate, n, sd, sem, cv, min, max, median, mean: centre } = summarize(values)
  const interval = tInterval(values, 0.95)
  const skew = skewness(values).value
  const kurtosis = excessKurtosis(values).value
  const shapiro = shapiroWilkTest(values).value
  const anderson = andersonDarlingTest(values).value
  return {
    n,
    sum: sum(Array.from(values)),
    mean: centre,
    sd,
    variance: sd === null ? null : sd ** 2,
    sem,
    cv,
    min,
    max,
    median,
    mad_raw: mad,
    mad_normal: mad === null ? null : 1.4826 * mad,
    iqr_type7: iqr,
    quantiles_type7: Object.fromEntries(
      [5, 10, 25, 75, 90, 95, 99].map((percent) => [
        `p${String(percent).padStart(2, '0')}`,
        quantile(values, percent / 100).value,
      ]),
    ),
    trimmed_mean_20: trimmedMean(values, 0.2).value,
    skewness_g1: skew && skew.moment,
    skewness_G1: skew && skew.corrected,
    excess_kurtosis_g2: kurtosis && kurtosis.moment,
    excess_kurtosis_G2: kurtosis && kurtosis.corrected,
    t_ci: Object.fromEntries(
      ['0.90', '0.95', '0.99'].map((level) => [level, bounds(tInterval(values, Number(level)))]),
    ),
    rel_half_width_95: interval.value && relativeHalfWidth(interval.value).value,
    median_ci95: medianFigures(values),
    constant: degenerate !== null,
    lognormal: lognormalFigures(values),
    shapiro_wilk: shapiro && { W: shapiro.w, p: shapiro.p },
    anderson_darling: anderson && { A: anderson.statistic, p: anderson.p },
  }
}

function medianFigures(values: readonly number[]): Figures {
  const interval = medianInterval(values, 0.95).value
  return interval && { k: interval.k, lo: interval.lo, hi: interval.hi, coverage: interval.coverage }
}

function lognormalFigures(values: readonly number[]): Figures {
  const logs = logarithms(values)
  if (logs.value === null) return null
  const olsson = olssonInterval(values, 0.95)
  return {
    meanlog: mean(logs.value).value,
    sdlog: standardDeviation(logs.value).value,
    geometric_mean: geometricMean(values).value,
    gm_ci95: bounds(logTInterval(values, 0.95)),
    mean_est: olsson.value && olsson.value.estimate,
    mean_ci95_olsson_t: bounds(olsson),
    mean_ci95_cox_z: bounds(coxInterval(values, 0.95)),
  }
}
