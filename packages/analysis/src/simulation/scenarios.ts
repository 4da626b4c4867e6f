import { estimateInterval } from '../findings/metrics/estimate-interval.ts'
import { compareSamples } from '../pairs/compare-samples.ts'
import type { MetricType } from '../pairs/effect.ts'
import { olssonInterval } from '../statistics/intervals/lognormal-mean.ts'
import { medianInterval } from '../statistics/intervals/median.ts'
import type { Draw } from './draw.ts'

const LEVEL = 0.95
const ALPHA = 0.05

/**
 * One property of the protocol under one distribution: how often an interval covers, or how often a test rejects what
 * is true. `true` for a hit; null where the sample does not determine it.
 */
export interface Scenario {
  name: string
  /** What share of hits is right: the nominal one, or the range that simulations of the protocol gave. */
  expected: { lo: number; hi: number }
  trial(draw: Draw, seed: number): boolean | null
}

const exactly = (share: number): Scenario['expected'] => ({ lo: share, hi: share })
const atLeast = (share: number): Scenario['expected'] => ({ lo: share, hi: 1 })
const atMost = (share: number): Scenario['expected'] => ({ lo: 0, hi: share })

type Bounds = { lo: number | null; hi: number | null } | null

const covers = (bounds: Bounds, truth: number): boolean | null =>
  bounds === null || bounds.lo === null || bounds.hi === null
    ? null
    : bounds.lo <= truth && truth <= bounds.hi

const repeat = (n: number, one: () => number): number[] => Array.from({ length: n }, one)

function interval(
  name: string,
  type: MetricType,
  n: number,
  truth: number,
  expected: Scenario['expected'],
  one: (draw: Draw) => number,
): Scenario {
  return {
    name: `${name}, n = ${n}`,
    expected,
    trial: (draw) =>
      covers(
        estimateInterval(
          type,
          repeat(n, () => one(draw)),
          LEVEL,
          { mode: 'fixed' },
        ),
        truth,
      ),
  }
}

/** Both sides without an effect of the kind that the type's test is about. */
function test(
  name: string,
  type: MetricType,
  [nA, nB]: readonly [number, number],
  expected: Scenario['expected'],
  one: (draw: Draw, side: 'a' | 'b') => number,
): Scenario {
  return {
    name: `${name}, n = ${nA} and ${nB}`,
    expected,
    trial(draw, seed) {
      const a = repeat(nA, () => one(draw, 'a'))
      const b = repeat(nB, () => one(draw, 'b'))
      const { p } = compareSamples(type, a, b, { level: LEVEL, sesoi: null, seed }).test
      return p === null ? null : p <= ALPHA
    },
  }
}

const lognormal = (draw: Draw, spread: number): number => Math.exp(spread * draw.normal())
const success = (draw: Draw, probability: number): number => (draw.uniform() < probability ? 1 : 0)

export const COVERAGE: readonly Scenario[] = [
  interval('t, normal', 'real', 5, 3, exactly(LEVEL), (draw) => 3 + draw.normal()),
  interval('log-t, lognormal s = 1', 'positive', 10, 1, exactly(LEVEL), (draw) => lognormal(draw, 1)),
  interval('Wilson, p = .9', 'binary', 20, 0.9, { lo: 0.93, hi: 0.99 }, (draw) => success(draw, 0.9)),
  {
    name: 'Olsson, lognormal s = 1, n = 30',
    expected: { lo: 0.94, hi: 0.96 },
    trial: (draw) =>
      covers(
        olssonInterval(
          repeat(30, () => lognormal(draw, 1)),
          LEVEL,
        ).value,
        Math.exp(0.5),
      ),
  },
  {
    name: 'median, lognormal s = 1, n = 15',
    expected: atLeast(LEVEL),
    trial: (draw) =>
      covers(
        medianInterval(
          repeat(15, () => lognormal(draw, 1)),
          LEVEL,
        ).value,
        1,
      ),
  },
  {
    name: 'ratio of geometric means, spreads .3 and 1, n = 8 and 16',
    expected: { lo: 0.94, hi: 0.96 },
    trial: (draw, seed) =>
      covers(
        compareSamples(
          'positive',
          repeat(8, () => lognormal(draw, 0.3)),
          repeat(16, () => 2 * lognormal(draw, 1)),
          { level: LEVEL, sesoi: null, seed },
        ).ci,
        0.5,
      ),
  },
  {
    name: 'Newcombe, p = .9 and .6, n = 15 and 15',
    expected: { lo: 0.93, hi: 0.98 },
    trial: (draw, seed) =>
      covers(
        compareSamples(
          'binary',
          repeat(15, () => success(draw, 0.9)),
          repeat(15, () => success(draw, 0.6)),
          { level: LEVEL, sesoi: null, seed },
        ).ci,
        0.3,
      ),
  },
]

export const FALSE_POSITIVES: readonly Scenario[] = [
  test('Welch, normal, spreads 1 and 3', 'real', [10, 20], { lo: 0.045, hi: 0.055 }, (draw, side) =>
    side === 'a' ? draw.normal() : 3 * draw.normal(),
  ),
  test(
    'Welch on logs, lognormal, s = .3 and 1',
    'positive',
    [10, 10],
    { lo: 0.041, hi: 0.057 },
    (draw, side) => lognormal(draw, side === 'a' ? 0.3 : 1),
  ),
  test('Brunner-Munzel (permutation), counts', 'count0', [6, 6], { lo: 0.029, hi: 0.062 }, (draw) =>
    draw.poisson(4),
  ),
  test(
    'Brunner-Munzel (permutation), spreads 1 and 3',
    'count0',
    [8, 8],
    { lo: 0.029, hi: 0.062 },
    (draw, side) => (side === 'a' ? draw.normal() : 3 * draw.normal()),
  ),
  test('Brunner-Munzel (t), counts', 'count0', [20, 20], { lo: 0.045, hi: 0.058 }, (draw) => draw.poisson(4)),
  test('Fisher, p = .8', 'binary', [15, 15], atMost(ALPHA), (draw) => success(draw, 0.8)),
  {
    name: 'equivalence, effect at the margin 1.25, n = 20 and 20',
    expected: atMost(ALPHA),
    trial(draw, seed) {
      const a = repeat(20, () => 1.25 * lognormal(draw, 0.2))
      const b = repeat(20, () => lognormal(draw, 0.2))
      const { p_tost } = compareSamples('positive', a, b, { level: LEVEL, sesoi: 1.25, seed }).equivalence
      return p_tost === null ? null : p_tost <= ALPHA
    },
  },
]
