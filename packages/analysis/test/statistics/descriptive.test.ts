import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  geometricMean,
  logarithms,
  mean,
  medianAbsoluteDeviation,
  quantile,
  standardDeviation,
  summarize,
} from '../../src/index.ts'
import { ordinaryValues, positiveValues, valueOf } from './samples.ts'

test('a summary gives the textbook figures', () => {
  expect(summarize([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
    n: 8,
    degenerate: null,
    mean: 5,
    sd: Math.sqrt(32 / 7),
    sem: Math.sqrt(32 / 7) / Math.sqrt(8),
    cv: Math.sqrt(32 / 7) / 5,
    min: 2,
    q1: 4,
    median: 4.5,
    q3: 5.5,
    max: 9,
    iqr: 1.5,
    mad: 0.5,
    p90: expect.closeTo(7.6, 12),
    p95: expect.closeTo(8.3, 12),
    reasons: {},
  })
})

test('a summary of nothing has a reason for every figure', () => {
  const { n, degenerate, reasons, ...figures } = summarize([])
  expect({ n, degenerate }).toEqual({ n: 0, degenerate: 'empty' })
  expect(new Set(Object.values(figures))).toEqual(new Set([null]))
  expect(Object.keys(reasons).toSorted()).toEqual(Object.keys(figures).toSorted())
  expect(new Set(Object.values(reasons))).toEqual(new Set(['no_observations']))
})

test('one value has a location but no spread', () => {
  expect(summarize([3])).toMatchObject({
    degenerate: 'single',
    mean: 3,
    median: 3,
    mad: 0,
    sd: null,
    sem: null,
    cv: null,
    reasons: { sd: 'one_observation', sem: 'one_observation', cv: 'one_observation' },
  })
})

test('constant data have spread 0 exactly, whatever the value', () => {
  for (const value of [0.1, 1e12 + 0.3, 1e300, -7]) {
    expect(summarize([value, value, value])).toMatchObject({
      degenerate: 'constant',
      mean: value,
      sd: 0,
      cv: 0,
    })
  }
})

test('a mean of 0 leaves the coefficient of variation undefined, with the reason', () => {
  expect(summarize([-1, 1])).toMatchObject({ cv: null, reasons: { cv: 'zero_mean' } })
})

test('spread survives a large offset, tiny values and huge values', () => {
  expect(valueOf(standardDeviation([1e12 + 1, 1e12 + 2, 1e12 + 3]))).toBeCloseTo(1, 12)
  expect(valueOf(standardDeviation([1e-200, 2e-200, 3e-200])) / 1e-200).toBeCloseTo(1, 12)
  expect(valueOf(standardDeviation([1e200, 2e200, 3e200])) / 1e200).toBeCloseTo(1, 12)
  expect(valueOf(medianAbsoluteDeviation([1e12, 1e12 + 0.25, 1e12 + 1, 1e12 + 2]))).toBe(0.5)
})

test('a figure beyond the range of doubles is null with the reason', () => {
  expect(mean([-1.7e308, 1.7e308])).toEqual({ value: null, reason: 'overflow' })
  expect(summarize([-1.7e308, 1.7e308])).toMatchObject({ mean: null, reasons: { mean: 'overflow' } })
})

test('zeros leave the log scale undefined, with the reason', () => {
  expect(logarithms([1, 0, 2])).toEqual({ value: null, reason: 'not_positive' })
  expect(geometricMean([1, 0, 2])).toEqual({ value: null, reason: 'not_positive' })
  expect(geometricMean([])).toEqual({ value: null, reason: 'no_observations' })
})

test('a missing value in a sample is the caller’s mistake', () => {
  expect(() => summarize([1, Number.NaN])).toThrow('value 1 of the sample is NaN')
  expect(() => quantile([1], 2)).toThrow(RangeError)
})

test('location moves with the data and spread does not', () => {
  fc.assert(
    fc.property(ordinaryValues, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
      const before = summarize(values)
      const after = summarize(values.map((value) => value + shift))
      expect(after.mean).toBeCloseTo((before.mean ?? 0) + shift, 9)
      expect(after.median).toBeCloseTo((before.median ?? 0) + shift, 9)
      expect(after.sd).toBeCloseTo(before.sd ?? 0, 9)
      expect(after.mad).toBe(before.mad)
      expect(after.iqr).toBe(before.iqr)
    }),
  )
})

test('location and spread scale with the unit', () => {
  fc.assert(
    fc.property(ordinaryValues, fc.constantFrom(2 ** -40, 0.5, 1024, 2 ** 60), (values, factor) => {
      const before = summarize(values)
      const after = summarize(values.map((value) => value * factor))
      for (const figure of ['mean', 'sd', 'sem', 'median', 'iqr', 'mad', 'p90'] as const) {
        expect(after[figure]).toBe((before[figure] ?? 0) * factor)
      }
      expect(after.cv).toBe(before.cv)
    }),
  )
})

test('quantiles are ordered and the mean lies inside the range', () => {
  fc.assert(
    fc.property(ordinaryValues, (values) => {
      const { min, q1, median, q3, p90, p95, max, mean: centre } = summarize(values)
      const ordered = [min, q1, median, q3, p90, p95, max].map(Number)
      expect(ordered).toEqual(ordered.toSorted((a, b) => a - b))
      expect(centre).toBeGreaterThanOrEqual(Number(min) - 1e-9)
      expect(centre).toBeLessThanOrEqual(Number(max) + 1e-9)
    }),
  )
})

test('the geometric mean never exceeds the arithmetic mean', () => {
  fc.assert(
    fc.property(positiveValues, (values) => {
      expect(valueOf(geometricMean(values))).toBeLessThanOrEqual(valueOf(mean(values)) * (1 + 1e-12))
    }),
  )
})
