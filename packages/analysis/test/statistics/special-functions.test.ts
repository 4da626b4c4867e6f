import { describe, expect, test } from 'vitest'
import { binomialCdf } from '../../src/statistics/special-functions/binomial.ts'
import { fLowerTail, fUpperTail } from '../../src/statistics/special-functions/fisher-f.ts'
import { incompleteBeta } from '../../src/statistics/special-functions/incomplete-beta.ts'
import { upperIncompleteGamma } from '../../src/statistics/special-functions/incomplete-gamma.ts'
import { logBeta, logGamma } from '../../src/statistics/special-functions/log-gamma.ts'
import {
  normalCriticalValue,
  normalQuantile,
  normalUpperTail,
} from '../../src/statistics/special-functions/normal.ts'
import {
  studentTCriticalValue,
  studentTQuantile,
  studentTTwoSidedTail,
} from '../../src/statistics/special-functions/student-t.ts'

// Reference values: mpmath 1.3 with 40 digits.
function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual / expected - 1)
}

test.each([
  [0.5, 0.5723649429247001],
  [1e-5, 11.512919692895826],
  [7.3, 7.147892523022248],
  [10, 12.80182748008147],
  [1e6, 12815504.569147613],
])('logGamma(%d) agrees with 40-digit arithmetic', (x, expected) => {
  expect(relativeError(logGamma(x), expected)).toBeLessThanOrEqual(1e-12)
})

test.each([
  [5e6, 0.5, -7.140109267274487],
  [12, 30, -25.27486496841981],
  [3, 4, -4.0943445622221],
])('logBeta(%d, %d) keeps its digits where logGamma cancels', (a, b, expected) => {
  expect(relativeError(logBeta(a, b), expected)).toBeLessThanOrEqual(1e-12)
  expect(relativeError(logBeta(b, a), expected)).toBeLessThanOrEqual(1e-12)
})

test.each([
  [0.3, 2, 5, 0.579825],
  [0.7, 0.5, 14.5, 0.9999999954617879],
  [0.999999, 500_000, 0.5, 0.3173105078558956],
  [0.01, 50, 3, 1.3001275000000013e-97],
  [0.5, 2501, 2500, 0.4943583862522601],
])('incompleteBeta(%d, %d, %d) agrees with 40-digit arithmetic', (x, a, b, expected) => {
  expect(relativeError(incompleteBeta(x, a, b), expected)).toBeLessThanOrEqual(1e-12)
})

test('incompleteBeta is 0 and 1 at the ends', () => {
  expect(incompleteBeta(0, 2, 3)).toBe(0)
  expect(incompleteBeta(1, 2, 3)).toBe(1)
})

test.each([
  [0.5, 0.1, 0.654720846018577],
  [0.5, 12, 9.633570086430946e-7],
  [4.5, 30, 1.3406780483959613e-9],
  [1, 1, 0.36787944117144233],
  [100, 90, 0.8417790108135699],
])('upperIncompleteGamma(%d, %d) agrees with 40-digit arithmetic', (a, x, expected) => {
  expect(relativeError(upperIncompleteGamma(a, x), expected)).toBeLessThanOrEqual(1e-12)
})

test.each([
  [0.025, 1, -12.706204736174705],
  [0.025, 9, -2.2621571627982053],
  [0.005, 2.7, -6.5331284334084545],
  [0.025, 1e7, -1.9599642217672055],
  [1e-10, 3, -2225.7692846830932],
])('studentTQuantile(%d, %d) agrees with 40-digit arithmetic', (p, df, expected) => {
  expect(relativeError(studentTQuantile(p, df), expected)).toBeLessThanOrEqual(1e-12)
})

test('quantiles invert their tails and are odd around one half', () => {
  for (const p of [1e-12, 1e-4, 0.01, 0.2, 0.45]) {
    expect(relativeError(normalUpperTail(-normalQuantile(p)), p)).toBeLessThanOrEqual(1e-12)
    expect(relativeError(normalQuantile(1 - p), -normalQuantile(1 - (1 - p)))).toBeLessThanOrEqual(1e-12)
    for (const df of [1, 2.5, 9, 100, 1e5]) {
      expect(relativeError(studentTTwoSidedTail(studentTQuantile(p, df), df), 2 * p)).toBeLessThanOrEqual(
        1e-12,
      )
    }
  }
  expect(normalQuantile(0.5)).toBe(0)
  expect(studentTQuantile(0.5, 3)).toBe(0)
})

test('critical values are the familiar ones', () => {
  expect(normalCriticalValue(0.95)).toBeCloseTo(1.96, 2)
  expect(studentTCriticalValue(0.95, 9)).toBeCloseTo(2.262, 3)
})

test.each([
  [9, 30, 0.02138697262853384],
  [2400, 5001, 0.0023385226749685446],
  [-1, 5, 0],
  [5, 5, 1],
])('binomialCdf(%d, %d, 1/2) agrees with exact summation', (k, n, expected) => {
  expect(relativeError(binomialCdf(k, n, 0.5), expected)).toBeLessThanOrEqual(1e-12)
})

describe('an argument out of range is a RangeError, never a NaN', () => {
  test.each<[string, () => number]>([
    ['logGamma(0)', () => logGamma(0)],
    ['incompleteBeta of x > 1', () => incompleteBeta(1.1, 1, 1)],
    ['incompleteBeta of NaN', () => incompleteBeta(Number.NaN, 1, 1)],
    ['upperIncompleteGamma of x < 0', () => upperIncompleteGamma(1, -1)],
    ['normalQuantile(0)', () => normalQuantile(0)],
    ['studentTQuantile(1)', () => studentTQuantile(1, 5)],
    ['no degrees of freedom', () => studentTQuantile(0.1, 0)],
    ['level 1', () => studentTCriticalValue(1, 5)],
    ['level 0', () => normalCriticalValue(0)],
  ])('%s', (_, call) => {
    expect(call).toThrow(RangeError)
  })
})

test('far tails of t keep their digits where t² is beyond all numbers', () => {
  // R 4.2.2: 2*pt(-1e200, c(.3, 1)), qt(1e-300, 1), qt(1e-100, 2).
  expect(relativeError(studentTTwoSidedTail(1e200, 0.3), 6.990014467677132e-61)).toBeLessThanOrEqual(1e-12)
  expect(relativeError(studentTTwoSidedTail(1e200, 1), 6.36619772367559e-201)).toBeLessThanOrEqual(1e-12)
  expect(relativeError(studentTQuantile(1e-300, 1), -3.183098861837907e299)).toBeLessThanOrEqual(1e-12)
  expect(relativeError(studentTQuantile(1e-100, 2), -7.071067811865475e49)).toBeLessThanOrEqual(1e-12)
  expect(studentTQuantile(1e-300, 0.5)).toBe(-Infinity)
  expect(relativeError(studentTQuantile(1e-300, 198), -452.33176690543985)).toBeLessThanOrEqual(1e-12)
})

test('the tails of F go on where df1 f is beyond all numbers, and end at 0 and 1', () => {
  // With 2 and 1 degrees of freedom it is 1/sqrt(1 + 2f).
  expect(relativeError(fUpperTail(1.5e308, 2, 1), 1 / (Math.sqrt(3) * 1e154))).toBeLessThanOrEqual(1e-12)
  expect(fUpperTail(Infinity, 2, 1)).toBe(0)
  expect(fLowerTail(Infinity, 2, 1)).toBe(1)
})
