import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  logTInterval,
  medianInterval,
  olssonInterval,
  relativeHalfWidth,
  tInterval,
  wilsonInterval,
} from '../../src/index.ts'
import { levels, ordinaryValues, positiveValues, valueOf } from './samples.ts'

test('every interval contains its estimate and grows with the level', () => {
  fc.assert(
    fc.property(positiveValues, (values) => {
      for (const interval of [tInterval, logTInterval, olssonInterval]) {
        const narrow = valueOf(interval(values, 0.8))
        const wide = valueOf(interval(values, 0.99))
        expect(wide.lo).toBeLessThanOrEqual(narrow.lo)
        expect(narrow.lo).toBeLessThanOrEqual(narrow.estimate)
        expect(narrow.estimate).toBeLessThanOrEqual(narrow.hi)
        expect(narrow.hi).toBeLessThanOrEqual(wide.hi)
      }
    }),
  )
})

test('the t interval moves and scales with the data', () => {
  fc.assert(
    fc.property(ordinaryValues, levels, fc.integer({ min: -99, max: 99 }), (values, level, shift) => {
      const before = valueOf(tInterval(values, level))
      const after = valueOf(
        tInterval(
          values.map((value) => 4 * value + shift),
          level,
        ),
      )
      expect(after.lo).toBeCloseTo(4 * before.lo + shift, 6)
      expect(after.hi).toBeCloseTo(4 * before.hi + shift, 6)
      expect(after.halfWidth).toBeCloseTo(4 * before.halfWidth, 6)
    }),
  )
})

test('the interval of the geometric mean scales with the unit and inverts with the values', () => {
  fc.assert(
    fc.property(positiveValues, levels, (values, level) => {
      const { estimate, lo, hi } = valueOf(logTInterval(values, level))
      const scaled = valueOf(
        logTInterval(
          values.map((value) => 1000 * value),
          level,
        ),
      )
      const inverted = valueOf(
        logTInterval(
          values.map((value) => 1 / value),
          level,
        ),
      )
      expect(scaled.estimate / estimate).toBeCloseTo(1000, 6)
      expect(Math.log(scaled.lo / lo)).toBeCloseTo(Math.log(1000), 6)
      expect(Math.log(inverted.lo * hi)).toBeCloseTo(0, 6)
    }),
  )
})

test('constant data give an interval of no width', () => {
  expect(valueOf(tInterval([7, 7, 7], 0.95))).toEqual({
    level: 0.95,
    estimate: 7,
    lo: 7,
    hi: 7,
    halfWidth: 0,
  })
})

test('one value, no value and a zero give null with the reason', () => {
  for (const interval of [tInterval, logTInterval, olssonInterval]) {
    expect(interval([5], 0.95)).toEqual({ value: null, reason: 'one_observation' })
    expect(interval([], 0.95)).toEqual({ value: null, reason: 'no_observations' })
  }
  expect(logTInterval([1, 0], 0.95)).toEqual({ value: null, reason: 'not_positive' })
  expect(olssonInterval([1, -2], 0.95)).toEqual({ value: null, reason: 'not_positive' })
})

test('an interval that leaves the range of doubles is null with the reason', () => {
  expect(logTInterval([1e-300, 1e300], 0.95)).toEqual({ value: null, reason: 'overflow' })
})

test('a relative half-width needs a mean other than 0', () => {
  expect(relativeHalfWidth(valueOf(tInterval([-1, 1], 0.95)))).toEqual({ value: null, reason: 'zero_mean' })
  expect(valueOf(relativeHalfWidth(valueOf(tInterval([-4, -6], 0.95))))).toBeCloseTo(12.706_204_7 / 5, 6)
})

test('the Wilson interval is closed at 0 and n, and mirrors with success and failure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), levels, (n, draw, level) => {
      const successes = draw % (n + 1)
      const { estimate, lo, hi } = valueOf(wilsonInterval(successes, n, level))
      const mirrored = valueOf(wilsonInterval(n - successes, n, level))
      expect(lo).toBeGreaterThanOrEqual(0)
      expect(lo).toBeLessThanOrEqual(estimate)
      expect(hi).toBeGreaterThanOrEqual(estimate)
      expect(hi).toBeLessThanOrEqual(1)
      expect(mirrored.lo).toBeCloseTo(1 - hi, 12)
    }),
  )
  expect(valueOf(wilsonInterval(0, 10, 0.95)).lo).toBe(0)
  expect(valueOf(wilsonInterval(10, 10, 0.95)).hi).toBe(1)
  expect(wilsonInterval(0, 0, 0.95)).toEqual({ value: null, reason: 'no_observations' })
  expect(() => wilsonInterval(3, 2, 0.95)).toThrow(RangeError)
  expect(() => wilsonInterval(0.5, 2, 0.95)).toThrow(RangeError)
})

test('the median interval covers at least its level and cannot be narrowed by one rank', () => {
  fc.assert(
    fc.property(ordinaryValues, levels, (values, level) => {
      const interval = medianInterval(values, level)
      fc.pre(interval.value !== null)
      const { estimate, lo, hi, k, coverage } = valueOf(interval)
      expect(coverage).toBeGreaterThanOrEqual(level)
      expect(lo).toBeLessThanOrEqual(estimate)
      expect(hi).toBeGreaterThanOrEqual(estimate)
      expect(coverage - 2 * choose(values.length, k) * 0.5 ** values.length).toBeLessThan(level + 1e-12)
    }),
  )
})

test('the median interval is missing exactly when all values together cover too little', () => {
  fc.assert(
    fc.property(ordinaryValues, levels, (values, level) => {
      const { value } = medianInterval(values, level)
      expect(value === null).toBe(2 * 0.5 ** values.length > 1 - level)
    }),
  )
})

test('six values are the fewest with a 95 % interval of the median', () => {
  expect(medianInterval([1, 2, 3, 4, 5], 0.95)).toEqual({ value: null, reason: 'too_few_observations' })
  expect(valueOf(medianInterval([6, 5, 4, 3, 2, 1], 0.95))).toMatchObject({
    estimate: 3.5,
    lo: 1,
    hi: 6,
    k: 1,
  })
  expect(valueOf(medianInterval([6, 5, 4, 3, 2, 1], 0.95)).coverage).toBeCloseTo(0.968_75, 12)
})

test('a level outside 0 and 1 is a RangeError', () => {
  for (const level of [0, 1, Number.NaN]) {
    expect(() => tInterval([1, 2], level)).toThrow(RangeError)
    expect(() => medianInterval([1, 2], level)).toThrow(RangeError)
  }
})

function choose(n: number, k: number): number {
  let product = 1
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i
  return product
}
