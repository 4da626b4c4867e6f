import { pairs } from '../../findings/metrics/compare-arms.ts'
import type { Values } from '../../pairs/effect.ts'
import { tTestOf } from '../../pairs/pair-test.ts'
import { type Adjustment, benjaminiHochberg, holm, ofPlanned } from '../../statistics/multiplicity/adjust.ts'
import { shapiroWilkTest } from '../../statistics/normality/shapiro-wilk.ts'
import { kruskalWallisTest } from '../../statistics/omnibus/kruskal-wallis.ts'
import { welchAnova } from '../../statistics/omnibus/welch-anova.ts'
import { leveneTest } from '../../statistics/spread/levene.ts'
import type { Statistic } from '../../statistics/statistic.ts'
import type { Draw } from '../draw.ts'
import {
  ALPHA,
  type Expectation,
  type Scenario,
  atMost,
  between,
  inR,
  lognormals,
  normals,
  rejects,
  repeat,
} from '../scenario.ts'
import { adaptiveRule, runsUntilStopped } from '../until-stopped.ts'

const omnibus = (
  name: string,
  test: (groups: readonly Values[]) => Statistic<{ p: number }>,
  expected: Expectation,
  groups: (draw: Draw) => readonly Values[],
): Scenario => ({ name, expected, trial: (draw) => rejects(test(groups(draw)).value?.p) })

const alike = (draw: Draw): readonly Values[] => repeat(3, () => normals(draw, 8))

export const WELCH_ANOVA = [
  omnibus('normal, spreads 1, 2 and 3, n = 8 each', welchAnova, inR(0.0514, 10_000), (draw) =>
    [1, 2, 3].map((sd) => normals(draw, 8, 0, sd)),
  ),
] as const
export const KRUSKAL_WALLIS = [
  omnibus('normal, n = 8 each of 3', kruskalWallisTest, inR(0.0442, 10_000), alike),
] as const
export const BROWN_FORSYTHE = [
  omnibus('normal, n = 8 each of 3', (groups) => leveneTest(groups), inR(0.0288, 10_000), alike),
] as const

export const SHAPIRO_WILK: readonly [Scenario] = [
  {
    name: 'normal, n = 20',
    expected: inR(0.0505, 10_000),
    trial: (draw) => rejects(shapiroWilkTest(normals(draw, 20)).value?.p),
  },
]

/** Whether anything is found among all pairs of 3 frameworks under 2 metrics, when there is nothing to find. */
const anything = (
  name: string,
  adjust: Adjustment,
  framework: (draw: Draw, index: number) => Values,
): Scenario => ({
  name,
  expected: atMost(ALPHA, 'bound of the method'),
  trial(draw) {
    const p = repeat(2, () => pairs(repeat(3, (index) => framework(draw, index)))).flatMap((ofMetric) =>
      ofMetric.map(([a, b]) => tTestOf('positive', a, b).value?.p ?? null),
    )
    return ofPlanned(adjust)(p).some((value) => rejects(value) === true)
  },
})

const sameSpread = (draw: Draw): Values => lognormals(draw, 10, 0.5)

export const HOLM = [
  anything('any of 6, lognormal s = .5, n = 10', holm, sameSpread),
  anything('any of 6, two without a test, lognormal s = .5, n = 10', holm, (draw, index) =>
    index === 0 ? [1] : sameSpread(draw),
  ),
] as const
export const BENJAMINI_HOCHBERG = [
  anything('any of 6, lognormal s = .5, n = 10', benjaminiHochberg, sameSpread),
] as const

/** After stopping in lock-step by the half-widths of both, p-values never looked at. */
export const AFTER_STOPPING: readonly [Scenario] = [
  {
    name: 'Welch on logs, lognormal s = .5, to 20 %, from 10',
    expected: between(0.04, 0.06, 'protocol: .054'),
    trial(draw) {
      const make = (n: number): Values => lognormals(draw, n, 0.5)
      const { alpha = [], beta = [] } = runsUntilStopped(
        adaptiveRule('sequential', 'tokens_total', 0.2, 10),
        { alpha: make, beta: make },
      )
      return rejects(tTestOf('positive', alpha, beta).value?.p)
    },
  },
]
