import { type MetricType, type Values, proportionOf } from '../../pairs/effect.ts'
import { equivalenceP } from '../../pairs/margin.ts'
import { tTestOf } from '../../pairs/pair-test.ts'
import { brunnerMunzelOf, mannWhitneyOf } from '../../pairs/rank-tests.ts'
import { fisherExactTest } from '../../statistics/proportions/fisher-exact.ts'
import {
  type DrawPair,
  type Expectation,
  LEVEL,
  type Scenario,
  between,
  counts,
  exactly,
  inR,
  lognormals,
  normals,
  outcomes,
  rejects,
} from '../scenario.ts'

/** On two sides without an effect of the kind that the test is about. */
const pair = (
  name: string,
  p: (a: Values, b: Values, seed: number) => number | null | undefined,
  expected: Expectation,
  samples: DrawPair,
): Scenario => ({ name, expected, trial: (draw, seed) => rejects(p(...samples(draw), seed)) })

const tTest =
  (type: MetricType) =>
  (a: Values, b: Values): number | undefined =>
    tTestOf(type, a, b).value?.p

const brunnerMunzel = (a: Values, b: Values, seed: number): number | null =>
  brunnerMunzelOf(a, b, LEVEL, seed).p

export const WELCH = [
  pair('normal, spreads 1 and 3, n = 10 and 20', tTest('real'), inR(0.0497, 40_000), (draw) => [
    normals(draw, 10),
    normals(draw, 20, 0, 3),
  ]),
] as const

export const WELCH_LOG = [
  pair('lognormal, s = .3 and 1, n = 10 and 10', tTest('positive'), inR(0.0508, 40_000), (draw) => [
    lognormals(draw, 10, 0.3),
    lognormals(draw, 10, 1),
  ]),
] as const

const OF_PERMUTATION = between(0.029, 0.062, 'protocol: .029-.062 for n = 4 to 8')

export const BRUNNER_MUNZEL = [
  pair('permutation, Poisson 4, n = 6 and 6', brunnerMunzel, OF_PERMUTATION, (draw) => [
    counts(draw, 6, 4),
    counts(draw, 6, 4),
  ]),
  pair('permutation, normal, spreads 1 and 3, n = 8 and 8', brunnerMunzel, OF_PERMUTATION, (draw) => [
    normals(draw, 8),
    normals(draw, 8, 0, 3),
  ]),
  pair('t, Poisson 4, n = 20 and 20', brunnerMunzel, inR(0.0515, 20_000), (draw) => [
    counts(draw, 20, 4),
    counts(draw, 20, 4),
  ]),
  pair('t, normal, spreads 1 and 3, n = 20 and 20', brunnerMunzel, inR(0.0524, 20_000), (draw) => [
    normals(draw, 20),
    normals(draw, 20, 0, 3),
  ]),
] as const

const fisher = (a: Values, b: Values): number => fisherExactTest(proportionOf(a), proportionOf(b)).p

export const FISHER_EXACT = [
  pair('p = .8, n = 15 and 15', fisher, exactly(0.0168), (draw) => [
    outcomes(draw, 15, 0.8),
    outcomes(draw, 15, 0.8),
  ]),
  pair('p = .5, n = 30 and 30', fisher, exactly(0.0274), (draw) => [
    outcomes(draw, 30, 0.5),
    outcomes(draw, 30, 0.5),
  ]),
] as const

const mannWhitney = (a: Values, b: Values): number | null => mannWhitneyOf(a, b).p

export const MANN_WHITNEY = [
  pair('exact, normal, n = 8 and 8', mannWhitney, exactly(0.0499), (draw) => [
    normals(draw, 8),
    normals(draw, 8),
  ]),
  pair('normal approximation, n = 60 and 60', mannWhitney, inR(0.0465, 10_000), (draw) => [
    normals(draw, 60),
    normals(draw, 60),
  ]),
] as const

/** Of an effect that is just as large as the margin: the error of calling it equivalent. */
export const EQUIVALENCE = [
  pair(
    'ratio 1.25, lognormal s = .2, n = 20 and 20',
    (a, b) => equivalenceP('positive', a, b, 1.25).value,
    inR(0.0507, 40_000),
    (draw) => [lognormals(draw, 20, 0.2).map((value) => 1.25 * value), lognormals(draw, 20, 0.2)],
  ),
  pair(
    'difference .2, p = .9 and .7, n = 40 and 40',
    (a, b) => equivalenceP('binary', a, b, 0.2).value,
    exactly(0.0528),
    (draw) => [outcomes(draw, 40, 0.9), outcomes(draw, 40, 0.7)],
  ),
] as const
