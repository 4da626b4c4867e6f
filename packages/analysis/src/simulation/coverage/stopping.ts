import { anytimeEffect } from '../../findings/metrics/anytime-effect.ts'
import { sequenceOf } from '../../findings/metrics/anytime-interval.ts'
import { estimateInterval } from '../../findings/metrics/estimate-interval.ts'
import type { MetricType, Values } from '../../pairs/effect.ts'
import type { Draw } from '../draw.ts'
import {
  type Expectation,
  LEVEL,
  type Scenario,
  atLeast,
  between,
  covers,
  lognormals,
  nominal,
  normals,
  outcomes,
} from '../scenario.ts'
import { type AdaptiveStopping, adaptiveRule, runsUntilStopped } from '../until-stopped.ts'

/** The interval of one framework at the run after which its rule stops. */
const atStop = (
  name: string,
  type: MetricType,
  truth: number,
  stopping: AdaptiveStopping,
  expected: Expectation,
  sample: (draw: Draw, n: number) => Values,
): Scenario => ({
  name,
  expected,
  trial(draw) {
    const { alpha = [] } = runsUntilStopped(stopping, { alpha: (n) => sample(draw, n) })
    return covers(estimateInterval(type, alpha, LEVEL, stopping), truth)
  },
})

const TOKENS = 'tokens_total'
const SCORE = 'autr'
const SUCCESS = 'success'

export const SEQUENTIAL = [
  atStop(
    'log-t, lognormal s = .5, to 20 %, from 10',
    'positive',
    1,
    adaptiveRule('sequential', TOKENS, 0.2, 10),
    between(0.926, 0.95, 'protocol: .936 from 10'),
    (draw, n) => lognormals(draw, n, 0.5),
  ),
  atStop(
    'log-t, lognormal s = .5, to 20 %, from 20',
    'positive',
    1,
    adaptiveRule('sequential', TOKENS, 0.2, 20),
    between(0.935, 0.955, 'protocol: .945 from 20'),
    (draw, n) => lognormals(draw, n, 0.5),
  ),
  atStop(
    't, normal cv = .3, to 10 %, from 10',
    'real',
    1,
    adaptiveRule('sequential', SCORE, 0.1, 10),
    between(0.937, 0.957, 'protocol: .947, guarded'),
    (draw, n) => normals(draw, n, 1, 0.3),
  ),
  atStop(
    'Wilson, p = .9, to .1, from 10',
    'binary',
    0.9,
    adaptiveRule('sequential', SUCCESS, 0.1, 10),
    between(0.95, 1, 'protocol: .980'),
    (draw, n) => outcomes(draw, n, 0.9),
  ),
] as const
export const STEIN = [
  atStop(
    'normal cv = .3, to 10 %, pilot of 10',
    'real',
    1,
    adaptiveRule('two_stage', SCORE, 0.1, 10),
    nominal(LEVEL),
    (draw, n) => normals(draw, n, 1, 0.3),
  ),
] as const

export const LOG_STEIN = [
  atStop(
    'lognormal s = .5, to 20 %, pilot of 10',
    'positive',
    1,
    adaptiveRule('two_stage', TOKENS, 0.2, 10),
    nominal(LEVEL),
    (draw, n) => lognormals(draw, n, 0.5),
  ),
] as const

/** At every number of runs at once. */
const throughout = (
  name: string,
  type: MetricType,
  truth: number,
  sample: (draw: Draw, n: number) => Values,
): Scenario => ({
  name: `${name}, at each of 5, 10, ... 100`,
  expected: atLeast(LEVEL, 'bound by Ville'),
  trial(draw) {
    const values = sample(draw, 100)
    for (let n = 5; n <= values.length; n += 5)
      if (covers(sequenceOf(type, values.slice(0, n), LEVEL, 10), truth) === false) return false
    return true
  },
})

export const T_SEQUENCE = [throughout('normal', 'real', 3, (draw, n) => normals(draw, n, 3))] as const
export const LOG_T_SEQUENCE = [
  throughout('lognormal s = 1', 'positive', 1, (draw, n) => lognormals(draw, n, 1)),
] as const
export const BERNOULLI_SEQUENCE = [
  throughout('p = .9', 'binary', 0.9, (draw, n) => outcomes(draw, n, 0.9)),
] as const

export const TWO_SEQUENCES: readonly [Scenario] = [
  {
    name: 'ratio, lognormal s = .3 and .5, stopped at 30 %',
    expected: atLeast(LEVEL, 'bound by Bonferroni'),
    trial(draw) {
      const stopping = adaptiveRule('anytime', TOKENS, 0.3, 10)
      const { alpha = [], beta = [] } = runsUntilStopped(stopping, {
        alpha: (n) => lognormals(draw, n, 0.3),
        beta: (n) => lognormals(draw, n, 0.5),
      })
      const effect = anytimeEffect(
        'positive',
        { values: alpha, rule: stopping },
        { values: beta, rule: stopping },
        LEVEL,
      )
      return covers(effect, 1)
    },
  },
]
