import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  a12,
  a12Interval,
  cliffsDelta,
  cliffsDeltaInterval,
  cliffsDeltaVariance,
  magnitude,
  mannWhitneyU,
} from '../../src/index.ts'
import { levels, valueOf } from './samples.ts'

/** Few distinct values, so that ties are frequent. */
const values = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 25 })

test('A12 counts wins and half of the ties over all pairs', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const wins = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)))
      const total = wins.reduce<number>((sum, win) => sum + win, 0)
      expect(valueOf(mannWhitneyU(a, b))).toBe(total)
      expect(valueOf(a12(a, b))).toBeCloseTo(total / wins.length, 12)
    }),
  )
})

test('A12 and delta mirror when the samples are exchanged', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(valueOf(a12(a, b))).toBeCloseTo(1 - valueOf(a12(b, a)), 12)
      expect(valueOf(cliffsDelta(a, b)) + valueOf(cliffsDelta(b, a))).toBe(0)
      expect(valueOf(cliffsDelta(a, b))).toBeCloseTo(2 * valueOf(a12(a, b)) - 1, 12)
    }),
  )
})

const monotone = (value: number) => Math.exp(value) - 3

test('only order matters: a monotone transformation changes nothing', () => {
  fc.assert(
    fc.property(values, values, levels, (a, b, level) => {
      expect(a12(a.map(monotone), b.map(monotone))).toEqual(a12(a, b))
      expect(cliffsDeltaInterval(a.map(monotone), b.map(monotone), level)).toEqual(
        cliffsDeltaInterval(a, b, level),
      )
    }),
  )
})

test('the interval of delta stays in [-1, 1], contains delta, and mirrors', () => {
  fc.assert(
    fc.property(values, values, levels, (a, b, level) => {
      const interval = cliffsDeltaInterval(a, b, level)
      fc.pre(interval.value !== null)
      const { estimate, lo, hi } = valueOf(interval)
      expect(lo).toBeGreaterThanOrEqual(-1)
      expect(lo).toBeLessThanOrEqual(estimate)
      expect(hi).toBeGreaterThanOrEqual(estimate)
      expect(hi).toBeLessThanOrEqual(1)
      expect(valueOf(cliffsDeltaInterval(b, a, level)).lo).toBeCloseTo(-hi, 9)
    }),
  )
})

test('whether there is an interval of delta does not depend on the order of the samples', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(cliffsDeltaInterval(b, a, 0.95).reason).toBe(cliffsDeltaInterval(a, b, 0.95).reason)
    }),
  )
})

test('the interval of A12 is that of delta on the scale from 0 to 1', () => {
  const delta = valueOf(cliffsDeltaInterval([1, 2, 3, 4], [2, 3, 5, 6], 0.95))
  const interval = valueOf(a12Interval([1, 2, 3, 4], [2, 3, 5, 6], 0.95))
  expect(interval.estimate).toBe(valueOf(a12([1, 2, 3, 4], [2, 3, 5, 6])))
  expect(2 * interval.lo - 1).toBeCloseTo(delta.lo, 12)
  expect(2 * interval.hi - 1).toBeCloseTo(delta.hi, 12)
})

test('the variance of delta comes from the sample that varies, however large the other is', () => {
  const varying = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7]
  const ofTheMean = 1 / varying.length
  for (const repeats of [5, 50, 500]) {
    const constant = Array.from({ length: repeats }, () => 0)
    expect(Math.abs(valueOf(cliffsDeltaVariance(constant, varying)) / ofTheMean - 1)).toBeLessThan(0.1)
    expect(Math.abs(valueOf(cliffsDeltaVariance(varying, constant)) / ofTheMean - 1)).toBeLessThan(0.1)
  }
})

test('separation, ties alone and too few values have no interval, but an estimate', () => {
  expect(cliffsDeltaInterval([1, 2, 3], [4, 5, 6], 0.95)).toEqual({
    value: null,
    reason: 'complete_separation',
  })
  expect(cliffsDeltaInterval([4, 4], [4, 4], 0.95)).toEqual({ value: null, reason: 'no_variation' })
  expect(cliffsDeltaInterval([4], [1, 5], 0.95)).toEqual({ value: null, reason: 'one_observation' })
  expect(a12Interval([], [1, 5], 0.95)).toEqual({ value: null, reason: 'no_observations' })
  expect(a12([1, 2, 3], [4, 5, 6])).toEqual({ value: 0 })
  expect(cliffsDelta([4, 4], [4, 4])).toEqual({ value: 0 })
  expect(a12([4], [1, 5])).toEqual({ value: 0.5 })
  expect(a12([], [1])).toEqual({ value: null, reason: 'no_observations' })
})

test('a hundred thousand values a side are ranked, not compared pair by pair', () => {
  const a = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_003)
  const b = Array.from({ length: 100_000 }, (_, i) => (i * 6007) % 100_003)
  const start = performance.now()
  valueOf(cliffsDeltaInterval(a, b, 0.95))
  expect(performance.now() - start).toBeLessThan(5000)
})

test('the magnitude is a word for the size of delta, whatever its sign', () => {
  expect([0, 0.146, 0.147, -0.2, 0.33, -0.4, 0.474, -1].map(magnitude)).toEqual([
    'negligible',
    'negligible',
    'small',
    'small',
    'medium',
    'medium',
    'large',
    'large',
  ])
})
