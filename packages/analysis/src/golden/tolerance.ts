/** Counts, ranks and rank sums. */
const EXACT =
  /^(n|k|x|U_[ab]|rank_sum_a|tie_sum|V|n_(integer|perm|extreme|plus|nonzero|t|z)|stop_n_\w+|\w+_are_0_\d+)$/

/** Found by R's uniroot at its default tolerance of 1.2e-4, on a number of runs. */
const ROUGH_ROOTS = /^(n_per_group_approx|n_arcsine)$/

/** Relative tolerances that differ from the common one, by the first key on the path that has one. */
const RELATIVE: readonly [RegExp, number][] = [
  // Noncentral t: R's pt stops its series at 1e-12 absolute, its inversion by optim at about 1e-9.
  [/^(power_at_n\w+|n_real|minimum_detectable_\w+|unequal_n_\w+|\w+_nct)$/, 1e-7],
  [ROUGH_ROOTS, 1e-5],
]
const COMMON = 1e-9

/**
 * Figures without unit that come out as nothing up to rounding, as the effect of equal groups, and tails that R takes
 * by subtracting from 1: 1e-12 is as good as 0.
 */
const NOTHING_BELOW = 1e-12
const MAY_BE_NOTHING =
  /^(t|z|z_cc|F|q|statistic|chi2|chi2_\w+|skewness_\w+|excess_kurtosis_\w+|omega2|epsilon2\w*|eta2\w*|ks_D|acceleration|cohen\w*|hedges_g\w*|glass\w*|d_z|log_ratio|cliffs_delta|matched_rank_biserial|\w+_r|\w+_rho|\w+_tau_b|risk_diff)$/
const ROUGH_TAILS = /^(shapiro_wilk|f_test)$/

/** Differences in the unit of the values: what is left of equal ones is rounding. */
const DIFFERENCES = /^(diff|diff_mean|diff_median|mean_diff|hodges_lehmann)$/

/** Bounds that R takes by subtracting: the lower one of no success at all comes out as 0 or as 1e-17. */
const BOUNDS_OF_PROPORTIONS = /^(wilson|newcombe|agresti|clopper|jeffreys|beta_binomial)/

/** Below it numbers lose their digits, and R's tails end. */
const SMALLEST_NORMAL = 2 ** -1022

/** Sums of squares of such differences. */
const SQUARES = /^ss_\w+$/

/** Whether a figure agrees with the reference at a path; `range` is that of all values of the case. */
export function agrees(expected: number, actual: number, path: readonly string[], range: number): boolean {
  const key = path.findLast((part) => !/^\d+$/.test(part)) ?? ''
  if (EXACT.test(key)) return expected === actual
  const distance = Math.abs(actual - expected)
  const common = key.startsWith('p') && expected > 0 ? COMMON * tailSensitivity(expected) : COMMON
  const relative = RELATIVE.find(([pattern]) => path.some((part) => pattern.test(part)))?.[1] ?? common
  return distance <= Math.max(relative * Math.abs(expected), absoluteTolerance(key, path, range))
}

function absoluteTolerance(key: string, path: readonly string[], range: number): number {
  if (
    MAY_BE_NOTHING.test(key) ||
    BOUNDS_OF_PROPORTIONS.test(key) ||
    (key === 'p' && path.some((part) => ROUGH_TAILS.test(part)))
  ) {
    return NOTHING_BELOW
  }
  if (ROUGH_ROOTS.test(key)) return 1.3e-4
  if (SQUARES.test(key)) return (NOTHING_BELOW * range) ** 2
  return DIFFERENCES.test(key) ? NOTHING_BELOW * range : SMALLEST_NORMAL
}

/** A relative error of a statistic reappears in its tail about ln(p) times; that counts from p = 1e-4 or so on. */
function tailSensitivity(p: number): number {
  return Math.max(1, -Math.log(p) / 10)
}
