import { pairs } from '../../findings/metrics/compare-arms.ts'
import { type MetricType, effectInterval, simultaneousInterval } from '../../pairs/effect.ts'
import { a12IntervalOf } from '../../pairs/rank-tests.ts'
import { fixedEffect } from '../../statistics/combining/fixed-effect.ts'
import { hedgesGInterval } from '../../statistics/effect-size/standardized-difference.ts'
import { conditionalOddsRatioInterval } from '../../statistics/proportions/odds-ratio.ts'
import { mapped } from '../../statistics/statistic.ts'
import { brunnerMunzelInterval, brunnerMunzelTest } from '../../statistics/tests/brunner-munzel.ts'
import { hodgesLehmannInterval } from '../../statistics/tests/hodges-lehmann.ts'
import {
  type DrawPair,
  type Expectation,
  LEVEL,
  type Scenario,
  atLeast,
  covers,
  exactly,
  inR,
  lognormals,
  normals,
  outcomes,
  repeat,
} from '../scenario.ts'
import { changeWithoutOne } from '../rejections/changes.ts'

const effect = (
  name: string,
  type: MetricType,
  truth: number,
  expected: Expectation,
  samples: DrawPair,
): Scenario => ({
  name,
  expected,
  trial: (draw) => covers(effectInterval(type, ...samples(draw), LEVEL), truth),
})

/** P(a < b) of normal values that are apart by .8 of their standard deviation, as R's pnorm(.8/sqrt(2)). */
const SHIFTED = 0.7141961810573

export const WELCH = [
  effect('normal, spreads 1 and 3, n = 10 and 20', 'real', 0, inR(0.9503, 40_000), (draw) => [
    normals(draw, 10),
    normals(draw, 20, 0, 3),
  ]),
  effect('normal, spreads 1 and 3, n = 5 and 5', 'real', 0, inR(0.9484, 40_000), (draw) => [
    normals(draw, 5),
    normals(draw, 5, 0, 3),
  ]),
] as const

export const LOG_WELCH = [
  effect('lognormal, s = .3 and 1, n = 8 and 16', 'positive', 0.5, inR(0.9502, 40_000), (draw) => [
    lognormals(draw, 8, 0.3),
    lognormals(draw, 16, 1).map((value) => 2 * value),
  ]),
] as const

export const NEWCOMBE = [
  effect('p = .9 and .6, n = 15 and 15', 'binary', 0.3, exactly(0.955), (draw) => [
    outcomes(draw, 15, 0.9),
    outcomes(draw, 15, 0.6),
  ]),
] as const

export const CLIFF: readonly [Scenario] = [
  {
    name: 'A12, normal, .8 apart, n = 10 and 10',
    expected: inR(0.9728, 20_000),
    trial: (draw) => covers(a12IntervalOf(normals(draw, 10, 0.8), normals(draw, 10), LEVEL), SHIFTED),
  },
]

export const BRUNNER_MUNZEL: readonly [Scenario] = [
  {
    name: 'normal, .8 apart, n = 20 and 20',
    expected: inR(0.9405, 20_000),
    trial(draw) {
      const test = brunnerMunzelTest(normals(draw, 20), normals(draw, 20, 0.8))
      return covers(mapped(test, (value) => brunnerMunzelInterval(value, LEVEL)).value, SHIFTED)
    },
  },
]

export const NONCENTRAL_T: readonly [Scenario, Scenario] = [
  {
    name: "Hedges's g, normal, .8 apart, n = 10 and 10",
    expected: exactly(0.9486),
    trial: (draw) => covers(hedgesGInterval(normals(draw, 10, 0.8), normals(draw, 10), LEVEL).value, 0.8),
  },
  {
    name: "Hedges's g, normal, no difference, n = 10 and 10",
    expected: exactly(LEVEL),
    trial: (draw) => covers(hedgesGInterval(normals(draw, 10), normals(draw, 10), LEVEL).value, 0),
  },
]

export const CONDITIONAL: readonly [Scenario] = [
  {
    name: 'odds ratio, p = .9 and .6, n = 15 and 15',
    expected: exactly(0.9893),
    trial(draw) {
      const [a, b] = [0.9, 0.6].map((p) => ({
        x: outcomes(draw, 15, p).filter((value) => value === 1).length,
        n: 15,
      })) as [Count, Count]
      // Without a successor or a failure it is unbounded on one side, and covers.
      const { lo, hi } = conditionalOddsRatioInterval(a, b, LEVEL)
      return covers({ lo, hi: hi ?? Infinity }, 9 / 1.5)
    },
  },
]

interface Count {
  x: number
  n: number
}

export const FIXED_EFFECT: readonly [Scenario] = [
  {
    name: 'no change of 3 frameworks, normal, n = 8 and 8',
    expected: inR(0.9474, 20_000),
    trial: (draw) => covers(fixedEffect(changeWithoutOne(draw, 3, 8), LEVEL).value, 0),
  },
]

/** All intervals of a family at once. */
export const SIMULTANEOUS: readonly [Scenario] = [
  {
    name: 'Bonferroni, 3 frameworks, ratio and difference, n = 8',
    expected: atLeast(LEVEL, 'bound by Bonferroni'),
    trial(draw) {
      const [amounts, scores] = [repeat(3, () => lognormals(draw, 8, 0.5)), repeat(3, () => normals(draw, 8))]
      const all = [
        ...pairs(amounts).map(([a, b]) => covers(simultaneousInterval('positive', a, b, LEVEL, 6), 1)),
        ...pairs(scores).map(([a, b]) => covers(simultaneousInterval('real', a, b, LEVEL, 6), 0)),
      ]
      return all.every((covered) => covered === true)
    },
  },
]

/** Of the library alone: no report has it. */
export const HODGES_LEHMANN: readonly [Scenario] = [
  {
    name: 'normal, 1 apart, n = 10 and 10',
    expected: exactly(0.9567),
    trial: (draw) => covers(hodgesLehmannInterval(normals(draw, 10, 1), normals(draw, 10), LEVEL).value, 1),
  },
]
