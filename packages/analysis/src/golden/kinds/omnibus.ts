import { benjaminiHochberg, bonferroni, holm } from '../../statistics/multiplicity/adjust.ts'
import { type Anova, anova } from '../../statistics/omnibus/anova.ts'
import { dunnTest } from '../../statistics/omnibus/dunn.ts'
import { kruskalWallisTest } from '../../statistics/omnibus/kruskal-wallis.ts'
import {
  type SimultaneousComparison,
  gamesHowell,
  tukeyKramer,
} from '../../statistics/omnibus/simultaneous.ts'
import { welchAnova } from '../../statistics/omnibus/welch-anova.ts'
import { bartlettTest } from '../../statistics/spread/bartlett.ts'
import { flignerKilleenTest } from '../../statistics/spread/fligner-killeen.ts'
import { leveneTest } from '../../statistics/spread/levene.ts'
import { brunnerMunzelTest } from '../../statistics/tests/brunner-munzel.ts'
import { mannWhitneyTest } from '../../statistics/tests/mann-whitney.ts'
import { differenceInterval, welchTest } from '../../statistics/tests/two-sample-t.ts'
import { type Figures, bounds } from './figures.ts'
import { rangeBounds, rangeTail } from './studentized-range.ts'

type Samples = readonly (readonly number[])[]
interface Pair {
  key: string
  a: readonly number[]
  b: readonly number[]
}

export function omnibusFigures(groups: Readonly<Record<string, readonly number[]>>): Figures {
  const samples = Object.values(groups)
  const pairs = pairsOf(groups)
  const { value: variance } = anova(samples)
  const welch = welchAnova(samples).value
  const ranks = kruskalWallisTest(samples).value
  const { value: bartlett } = bartlettTest(samples)
  const { value: fligner } = flignerKilleenTest(samples)
  const dunn = dunnTest(samples).value
  return {
    anova: variance
      ? { ...fFigures(variance), eta2: variance.eta2, omega2: variance.omega2, epsilon2: variance.epsilon2 }
      : { degenerate: true },
    welch_anova: welch && { F: welch.f, df1: welch.df1, df2: welch.df2, p: welch.p },
    kruskal_wallis: ranks && {
      H: ranks.h,
      df: ranks.df,
      p: ranks.p,
      epsilon2_rank: ranks.epsilon2,
      eta2_h: ranks.eta2,
    },
    levene_mean: leveneFigures(samples, 'mean'),
    brown_forsythe: leveneFigures(samples, 'median'),
    bartlett: bartlett && { ...bartlett },
    fligner: fligner && { ...fligner },
    dunn: adjusted(
      pairs,
      pairs.map((_, index) => dunn?.[index]?.p ?? null),
      (index) => ({ z: dunn?.[index]?.z ?? null }),
    ),
    pairwise_welch: adjusted(
      pairs,
      pairs.map(({ a, b }) => welchTest(a, b).value?.p ?? null),
    ),
    pairwise_mann_whitney_normal_cc: adjusted(
      pairs,
      pairs.map(({ a, b }) => mannWhitneyTest(a, b).value?.p ?? null),
    ),
    pairwise_brunner_munzel: adjusted(
      pairs,
      pairs.map(({ a, b }) => brunnerMunzelTest(a, b).value?.p ?? null),
    ),
    tukey_kramer: samples.length < 3 ? null : tukeyFigures(samples, pairs),
    games_howell: samples.length < 3 ? null : gamesHowellFigures(samples, pairs),
    bonferroni_simultaneous_welch_ci95: Object.fromEntries(
      pairs.map(({ key, a, b }) => {
        const test = welchTest(a, b).value
        return [key, test && bounds(differenceInterval(test, 1 - 0.05 / pairs.length))]
      }),
    ),
  }
}

export function leveneFigures(samples: Samples, centre: 'mean' | 'median'): Figures {
  const test = leveneTest(samples, centre).value
  return test ? fFigures(test) : { degenerate: true }
}

function fFigures({ f, df1, df2, p, between, within }: Anova): Record<string, Figures> {
  return { F: f, df1, df2, p, ss_between: between, ss_within: within }
}

function adjusted(
  pairs: readonly Pair[],
  p: readonly (number | null)[],
  extra: (index: number) => Record<string, Figures> = () => ({}),
): Figures {
  const [byHolm, byBh, byBonferroni] = [holm(p), benjaminiHochberg(p), bonferroni(p)]
  return Object.fromEntries(
    pairs.map(({ key }, i) => [
      key,
      { ...extra(i), p: p[i], p_holm: byHolm[i], p_bh: byBh[i], p_bonferroni: byBonferroni[i] },
    ]),
  )
}

function tukeyFigures(samples: Samples, pairs: readonly Pair[]): Figures {
  const comparisons = tukeyKramer(samples, 0.95).value
  if (comparisons === null) return null
  return Object.fromEntries(
    comparisons.map((comparison, index) => [
      pairs[index]?.key ?? '',
      { diff: comparison.estimate, q: comparison.q, ...rangeFigures(comparison) },
    ]),
  )
}

function rangeFigures({ p, lo, hi, df }: SimultaneousComparison): Record<string, Figures> {
  return { p: rangeTail(p, df), ci95: rangeBounds(lo, hi, df) }
}

function gamesHowellFigures(samples: Samples, pairs: readonly Pair[]): Figures {
  if (samples.some((sample) => sample.length < 2 || new Set(sample).size === 1)) return null
  return Object.fromEntries(
    pairs.map(({ key, a, b }) => {
      const test = welchTest(a, b).value
      const compared = gamesHowell(a, b, samples.length, 0.95).value
      const simultaneous = compared ? rangeFigures(compared) : { p: null, ci95: null }
      return [key, test && { diff: test.difference, t: test.t, df: test.df, ...simultaneous }]
    }),
  )
}

/** In the order of the names, as the comparisons of a list of samples come. */
function pairsOf(groups: Readonly<Record<string, readonly number[]>>): Pair[] {
  const entries = Object.entries(groups)
  return entries.flatMap(([nameA, a], index) =>
    entries.slice(index + 1).map(([nameB, b]) => ({ key: `${nameA}|${nameB}`, a, b })),
  )
}
