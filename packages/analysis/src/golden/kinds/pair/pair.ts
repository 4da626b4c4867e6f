import { mean } from '../../../statistics/descriptive/moments.ts'
import { quantile } from '../../../statistics/descriptive/quantiles.ts'
import { normalized } from '../../../statistics/descriptive/origin.ts'
import { a12 } from '../../../statistics/effect-size/a12.ts'
import { cliffsDelta } from '../../../statistics/effect-size/cliffs-delta.ts'
import { bartlettTest } from '../../../statistics/spread/bartlett.ts'
import { flignerKilleenTest } from '../../../statistics/spread/fligner-killeen.ts'
import { varianceRatio } from '../../../statistics/spread/variance-ratio.ts'
import { brunnerMunzelInterval, brunnerMunzelTest } from '../../../statistics/tests/brunner-munzel.ts'
import { equivalenceTest } from '../../../statistics/tests/equivalence.ts'
import { kolmogorovSmirnovDistance } from '../../../statistics/tests/kolmogorov-smirnov.ts'
import { exactPermutationTest } from '../../../statistics/tests/permutation.ts'
import { geometricMeanRatio, meanRatio, welchLogTest } from '../../../statistics/tests/ratio.ts'
import {
  differenceInterval,
  meanDifference,
  pooledDeviation,
  studentTest,
  welchTest,
  yuenTest,
} from '../../../statistics/tests/two-sample-t.ts'
import { type Figures, bounds } from '../figures.ts'
import { leveneFigures } from '../omnibus.ts'
import { mannWhitneyFigures } from './mann-whitney.ts'
import { deltaFigures, effectFigures } from './effects.ts'

export function pairFigures(a: readonly number[], b: readonly number[]): Figures {
  const difference = meanDifference(a, b).value
  const permutation = exactPermutationTest(a, b).value
  const ratio = varianceRatio(a, b, 0.95)
  const { value: bartlett } = bartlettTest([a, b])
  const { value: fligner } = flignerKilleenTest([a, b])
  return {
    diff_mean: difference,
    diff_median: medianDifference(a, b),
    ratio_mean: ratioOfMeans(a, b),
    welch: welchFigures(a, b),
    student: studentFigures(a, b),
    welch_log: welchLogFigures(a, b),
    log_ratio_means_delta: meanRatioFigures(a, b),
    mann_whitney: mannWhitneyFigures(a, b),
    brunner_munzel: brunnerMunzelFigures(a, b),
    permutation_exact_mean_diff: permutation && {
      n_perm: permutation.permutations,
      n_extreme: permutation.extreme,
      p: permutation.p,
    },
    yuen_20: yuenFigures(a, b),
    a12: a12(a, b).value,
    cliffs_delta: cliffsDelta(a, b).value,
    ...deltaFigures(a, b),
    effect: effectFigures(a, b),
    tost_welch_20pct_of_mean_b: equivalenceFigures(a, b),
    ks_D: kolmogorovSmirnovDistance(a, b).value,
    f_test: ratio.value && {
      F: ratio.value.estimate,
      df1: ratio.value.df1,
      df2: ratio.value.df2,
      p: ratio.value.p,
      ci95: bounds(ratio),
    },
    levene_mean: leveneFigures([a, b], 'mean'),
    brown_forsythe: leveneFigures([a, b], 'median'),
    fligner: fligner && { ...fligner },
    bartlett: bartlett && { ...bartlett },
  }
}

function medianDifference(a: readonly number[], b: readonly number[]): number | null {
  const { scale, samples } = normalized([a, b])
  const [medianA, medianB] = samples.map((sample) => quantile(sample, 0.5).value)
  return medianA == null || medianB == null ? null : scale * (medianA - medianB)
}

function ratioOfMeans(a: readonly number[], b: readonly number[]): number | null {
  const [over, under] = [mean(a).value, mean(b).value]
  return over === null || under === null || under === 0 ? null : over / under
}

/** Without a test, the difference alone; without spread of its own, nothing. */
function withoutTest(a: readonly number[], b: readonly number[]): Figures {
  return Math.min(a.length, b.length) < 2 ? null : { degenerate: true, diff: meanDifference(a, b).value }
}

function welchFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = welchTest(a, b).value
  if (test === null) return withoutTest(a, b)
  return {
    t: test.t,
    df: test.df,
    se: test.standardError,
    diff: test.difference,
    p: test.p,
    p_less: test.pLess,
    p_greater: test.pGreater,
    ci90: bounds(differenceInterval(test, 0.9)),
    ci95: bounds(differenceInterval(test, 0.95)),
    ci99: bounds(differenceInterval(test, 0.99)),
  }
}

function studentFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = studentTest(a, b).value
  if (test === null) return withoutTest(a, b)
  const { t, df, p } = test
  return { t, df, p, ci95: bounds(differenceInterval(test, 0.95)), pooled_sd: pooledDeviation(a, b).value }
}

function welchLogFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = welchLogTest(a, b).value
  const ratio = geometricMeanRatio(a, b, 0.95)
  if (test === null) return null
  const { t, df, p } = test
  return { t, df, p, ratio_gm: ratio.value && ratio.value.estimate, ratio_ci95: bounds(ratio) }
}

function meanRatioFigures(a: readonly number[], b: readonly number[]): Figures {
  const ratio = meanRatio(a, b, 0.95)
  return (
    ratio.value && {
      log_ratio: ratio.value.logRatio,
      se: ratio.value.standardError,
      ratio_ci95: bounds(ratio),
    }
  )
}

function brunnerMunzelFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = brunnerMunzelTest(a, b).value
  const dominance = a12(a, b).value
  if (test === null) {
    return Math.min(a.length, b.length) < 2 || dominance === null
      ? null
      : { degenerate: true, pst: 1 - dominance }
  }
  const { statistic, df, p } = test
  return {
    statistic,
    df,
    p,
    pst: test.theta,
    se: test.standardError,
    ci95: bounds(brunnerMunzelInterval(test, 0.95)),
  }
}

function yuenFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = yuenTest(a, b, 0.2).value
  if (test === null) return null
  const { t, df, p, difference } = test
  return { trim: 0.2, t, df, p, diff: difference, ci95: bounds(differenceInterval(test, 0.95)) }
}

function equivalenceFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = welchTest(a, b).value
  const margin = 0.2 * Math.abs(mean(b).value ?? 0)
  if (test === null || margin === 0) return null
  const { p, pLower, pUpper } = equivalenceTest(test, margin)
  return { margin, p, p_lower: pLower, p_upper: pUpper, ci90: bounds(differenceInterval(test, 0.9)) }
}
