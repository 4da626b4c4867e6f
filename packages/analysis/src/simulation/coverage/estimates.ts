import { fixedInterval } from '../../findings/metrics/estimate-interval.ts'
import type { MetricType, Values } from '../../pairs/effect.ts'
import { olssonInterval } from '../../statistics/intervals/lognormal-mean.ts'
import { medianInterval } from '../../statistics/intervals/median.ts'
import { clopperPearsonInterval } from '../../statistics/proportions/intervals.ts'
import { bootstrapTInterval } from '../../statistics/resampling/bootstrap-t.ts'
import { bcaInterval, bootstrap } from '../../statistics/resampling/bootstrap.ts'
import { xoshiro128 } from '../../statistics/resampling/random.ts'
import { mapped } from '../../statistics/statistic.ts'
import type { Draw } from '../draw.ts'
import {
  type Expectation,
  LEVEL,
  type Scenario,
  between,
  counts,
  covers,
  exactly,
  inR,
  lognormals,
  nominal,
  normals,
  outcomes,
  repeat,
} from '../scenario.ts'

/** Fewer than a report takes, for the sake of time. */
const RESAMPLES = 1000

/** One framework under one metric, after a number of runs that was fixed beforehand. */
const estimate = (
  name: string,
  type: MetricType,
  truth: number,
  expected: Expectation,
  sample: (draw: Draw) => Values,
): Scenario => ({
  name,
  expected,
  trial: (draw) => covers(fixedInterval(type, sample(draw), LEVEL), truth),
})

export const T = [
  estimate('normal, n = 5', 'real', 3, nominal(LEVEL), (draw) => normals(draw, 5, 3)),
  estimate('lognormal s = .5, n = 10', 'real', Math.exp(0.125), inR(0.9203, 40_000), (draw) =>
    lognormals(draw, 10, 0.5),
  ),
  estimate('Poisson .5, n = 20', 'count0', 0.5, inR(0.9365, 40_000), (draw) => counts(draw, 20, 0.5)),
] as const

export const LOG_T = [
  estimate('lognormal s = 1, n = 10', 'positive', 1, nominal(LEVEL), (draw) => lognormals(draw, 10, 1)),
] as const

export const WILSON = [
  estimate('p = .9, n = 20', 'binary', 0.9, exactly(0.9568), (draw) => outcomes(draw, 20, 0.9)),
  estimate('p = .5, n = 10', 'binary', 0.5, exactly(0.9785), (draw) => outcomes(draw, 10, 0.5)),
] as const

export const OLSSON: readonly [Scenario] = [
  {
    name: 'lognormal s = 1, n = 30',
    expected: inR(0.9469, 40_000),
    trial: (draw) => covers(olssonInterval(lognormals(draw, 30, 1), LEVEL).value, Math.exp(0.5)),
  },
]

export const BOOTSTRAP_T: readonly [Scenario] = [
  {
    name: 'Poisson 5, n = 20',
    expected: inR(0.9491, 8000),
    trial(draw, seed) {
      const options = { resamples: RESAMPLES, random: xoshiro128(seed) }
      return covers(bootstrapTInterval(counts(draw, 20, 5), LEVEL, options).value, 5)
    },
  },
]

/** Of the library alone: no report has it, and this is why. */
export const BCA: readonly [Scenario] = [
  {
    name: 'lognormal s = 1, n = 30',
    expected: between(0.879, 0.899, 'protocol: .889'),
    trial(draw, seed) {
      const options = { resamples: RESAMPLES, random: xoshiro128(seed) }
      const boot = bootstrap(lognormals(draw, 30, 1), average, options)
      return covers(mapped(boot, (value) => bcaInterval(value, LEVEL)).value, Math.exp(0.5))
    },
  },
]

const average = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export const MEDIAN: readonly [Scenario, Scenario] = [
  {
    name: 'lognormal s = 1, n = 15',
    expected: exactly(0.96484),
    trial: (draw) => covers(medianInterval(lognormals(draw, 15, 1), LEVEL).value, 1),
  },
  {
    name: 'normal, n = 6, the smallest that has one',
    expected: exactly(0.96875),
    trial: (draw) => covers(medianInterval(normals(draw, 6), LEVEL).value, 0),
  },
]

/** Of the rates of an A/A check. */
export const CLOPPER_PEARSON: readonly [Scenario] = [
  {
    name: 'p = .05, n = 2000',
    expected: exactly(0.96),
    trial(draw) {
      const hits = repeat(2000, () => draw.uniform()).filter((u) => u < 0.05).length
      return covers(clopperPearsonInterval(hits, 2000, LEVEL).value, 0.05)
    },
  },
]
