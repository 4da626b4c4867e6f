import { mean, standardDeviation } from '../../statistics/descriptive/moments.ts'
import { kendallTau, pearsonCorrelation, spearmanCorrelation } from '../../statistics/blocks/correlation.ts'
import { friedmanTest, quadeTest } from '../../statistics/blocks/friedman.ts'
import { differencesOf, pairedTTest } from '../../statistics/blocks/paired-t.ts'
import { signFlipTest, signTest } from '../../statistics/blocks/sign.ts'
import { exactSignedRankTest, signedRankTest, signedRanks } from '../../statistics/blocks/signed-rank.ts'
import { differenceInterval } from '../../statistics/tests/two-sample-t.ts'
import { type Figures, bounds } from './figures.ts'

export function pairedFigures(a: readonly number[], b: readonly number[]): Figures {
  const differences = differencesOf(a, b)
  const ranks = signedRanks(a, b)
  const flips = signFlipTest(a, b).value
  const signs = signTest(a, b)
  return {
    n: a.length,
    mean_diff: mean(differences).value,
    sd_diff: standardDeviation(differences).value,
    t: tFigures(a, b),
    n_nonzero: ranks.n,
    signed_rank: {
      V: ranks.v,
      // R's wilcox.test, the reference, has an exact p-value only then.
      p_exact_no_ties_no_zeros: ranks.hasTies || ranks.hasZeros ? null : exactSignedRankTest(a, b).value,
      p_normal_cc: signedRankTest(a, b).value?.p ?? null,
      matched_rank_biserial: ranks.rankBiserial,
    },
    sign_test: { n_plus: signs.positive, n: signs.n, p: signs.p },
    sign_flip_exact: flips && { n_perm: flips.permutations, n_extreme: flips.extreme, p: flips.p },
    pearson_r: pearsonCorrelation(a, b).value,
    spearman_rho: spearmanCorrelation(a, b).value,
    kendall_tau_b: kendallTau(a, b).value,
  }
}

function tFigures(a: readonly number[], b: readonly number[]): Figures {
  const test = pairedTTest(a, b).value
  if (test === null) return null
  const { t, df, p } = test
  return { t, df, p, ci95: bounds(differenceInterval(test, 0.95)), d_z: t / Math.sqrt(a.length) }
}

export function friedmanFigures(treatments: readonly (readonly number[])[]): Figures {
  const test = friedmanTest(treatments).value
  const quade = quadeTest(treatments).value
  if (test === null) return null
  const { chi2, df, p } = test
  return {
    chi2,
    df,
    p,
    kendall_w: test.kendallW,
    iman_davenport_F: test.imanDavenport?.f ?? null,
    quade_F: quade && quade.f,
    quade_p: quade && quade.p,
  }
}
