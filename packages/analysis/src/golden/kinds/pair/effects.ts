import { cliffsDeltaInterval, cliffsDeltaVariance } from '../../../statistics/effect-size/cliffs-delta.ts'
import {
  cohensD,
  cohensDAverage,
  cohensDInterval,
  glassDelta,
  hedgesCorrection,
  hedgesG,
  hedgesGInterval,
} from '../../../statistics/effect-size/standardized-difference.ts'
import { pooledDeviation } from '../../../statistics/tests/two-sample-t.ts'
import { type Figures, SetAside, bounds } from '../figures.ts'

/**
 * For samples of unequal size the reference weighs the rows with n_a - 1 and the columns with n_b - 1, the wrong way
 * round. In 20,000 simulated samples of N(0, 5) n=10 against N(0, 1) n=40 its 95 % interval covers .735, ours .962; its
 * mean variance is .025, ours .084, and delta itself varies by .083.
 */
export function deltaFigures(a: readonly number[], b: readonly number[]): Record<string, Figures> {
  if (a.length !== b.length) {
    const deviation = new SetAside('known deviation for unequal sizes, see docs/analysis/statistics.md')
    return { delta_var_consistent: deviation, delta_ci95_cliff: deviation }
  }
  return {
    delta_var_consistent: cliffsDeltaVariance(a, b).value,
    delta_ci95_cliff: bounds(cliffsDeltaInterval(a, b, 0.95)),
  }
}

export function effectFigures(a: readonly number[], b: readonly number[]): Figures {
  const m = a.length + b.length - 2
  if (Math.min(a.length, b.length) < 2) return null
  const d = cohensD(a, b).value
  const approximateJ = 1 - 3 / (4 * m - 1)
  return {
    pooled_sd: pooledDeviation(a, b).value,
    cohen_d: d,
    cohen_d_av: cohensDAverage(a, b).value,
    glass_delta_sd_b: glassDelta(a, b).value,
    hedges_j_exact: hedgesCorrection(m),
    hedges_j_approx: approximateJ,
    hedges_g_exact: hedgesG(a, b).value,
    hedges_g_approx: d === null ? null : approximateJ * d,
    cohen_d_ci95_nct: bounds(cohensDInterval(a, b, 0.95)),
    hedges_g_ci95_nct: bounds(hedgesGInterval(a, b, 0.95)),
  }
}
