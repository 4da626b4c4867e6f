import type { BrunnerMunzel, Interval, MannWhitney } from '@genai-devbench/schema'
import { figuresOf, intervalOf } from '../figures.ts'
import { a12, a12Interval } from '../statistics/effect-size/a12.ts'
import { wilsonInterval } from '../statistics/intervals/wilson.ts'
import { xoshiro128 } from '../statistics/resampling/random.ts'
import { type Statistic, determined, mapped } from '../statistics/statistic.ts'
import { brunnerMunzelPermutation } from '../statistics/tests/brunner-munzel-permutation.ts'
import {
  type BrunnerMunzelTest,
  brunnerMunzelInterval,
  brunnerMunzelTest,
} from '../statistics/tests/brunner-munzel.ts'
import { mannWhitneyRanks, mannWhitneyTest } from '../statistics/tests/mann-whitney.ts'
import { exactRankSumTest } from '../statistics/tests/rank-sum-distribution.ts'
import type { Values } from './effect.ts'

/** From this many values a side on the t approximation holds its level. */
export const ENOUGH_FOR_T = 15
/** Up to this many pairs Mann and Whitney's p-value is exact. */
const MOST_EXACT_PAIRS = 2500

/** The random splits begin from the seed each time, so that no comparison depends on those before it. */
export function brunnerMunzelOf(a: Values, b: Values, level: number, seed: number): BrunnerMunzel {
  const test = brunnerMunzelTest(a, b)
  const byPermutation = Math.min(a.length, b.length) < ENOUGH_FOR_T || test.reason === 'complete_separation'
  const p = byPermutation
    ? mapped(brunnerMunzelPermutation(a, b, xoshiro128(seed)), (permutation) => determined(permutation.p))
    : part(test, 'p')
  const theta = mapped(a12(a, b), (value) => determined(1 - value))
  return {
    method: byPermutation ? 'permutation' : 't',
    ci: thetaInterval(test, theta, Math.min(a.length, b.length), level),
    ...figuresOf({ statistic: part(test, 'statistic'), df: part(test, 'df'), p, theta }),
  }
}

function part(test: Statistic<BrunnerMunzelTest>, name: 'statistic' | 'df' | 'p'): Statistic<number> {
  return mapped(test, (value) => determined(value[name]))
}

function thetaInterval(
  test: Statistic<BrunnerMunzelTest>,
  theta: Statistic<number>,
  smaller: number,
  level: number,
): Interval {
  if (test.reason === 'complete_separation' && theta.value !== null) {
    return separatedInterval(theta.value, smaller, level)
  }
  const interval = mapped(test, (value) => brunnerMunzelInterval(value, level))
  return intervalOf(
    'brunner_munzel',
    level,
    // A probability: what of the symmetric interval lies outside of 0 and 1 says nothing.
    mapped(interval, ({ lo, hi }) => determined({ lo: Math.max(0, lo), hi: Math.min(1, hi) })),
  )
}

/** Cliff's interval on the scale of A12; where the two samples are separated, a bound of Wilson's kind. */
export function a12IntervalOf(a: Values, b: Values, level: number): Interval {
  const interval = a12Interval(a, b, level)
  const estimate = a12(a, b)
  return interval.reason === 'complete_separation' && estimate.value !== null
    ? separatedInterval(estimate.value, Math.min(a.length, b.length), level)
    : intervalOf('cliff', level, interval)
}

/** Of 0 or 1: as if each value of the smaller sample were one success or failure. */
const separatedInterval = (probability: number, smaller: number, level: number): Interval =>
  intervalOf('wilson', level, wilsonInterval(probability * smaller, smaller, level))

/** Under ties the exact p-value is conditional on them. */
export function mannWhitneyOf(a: Values, b: Values): MannWhitney {
  const ranks = mannWhitneyRanks(a, b)
  const isExact = a.length * b.length <= MOST_EXACT_PAIRS
  const approximate = mannWhitneyTest(a, b)
  const test = isExact && approximate.value !== null ? exactRankSumTest(a, b) : approximate
  return {
    method: isExact ? 'exact' : 'normal',
    ...figuresOf({
      u: mapped(ranks, ({ u }) => determined(u)),
      p: mapped<{ p: number }, number>(test, ({ p }) => determined(p)),
    }),
  }
}
