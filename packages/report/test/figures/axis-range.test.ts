import { expect, test } from 'vitest'
import { axisRange, axisTicks, logRange } from '../../src/figures/axis-range.ts'

test('values within one order of magnitude are on a linear axis, which starts at zero when zero is near', () => {
  const range = axisRange('positive', [10, 50, 90], [20, 60])
  expect(range).toMatchObject({ scale: 'linear', lo: 0 })
  expect(range.hi).toBeCloseTo(93.2, 9)
  expect(axisTicks(range, 5)).toEqual([0, 20, 40, 60, 80])
})

test('values far from zero are not squeezed to show it', () => {
  const range = axisRange('positive', [1000, 1100], [1020, 1060])
  expect(range.lo).toBeCloseTo(996, 9)
  expect(axisTicks(range, 5)).toEqual([1000, 1050, 1100])
})

test('values over more than an order of magnitude are on a logarithmic axis with round ticks', () => {
  const range = axisRange('positive', [100, 50_000], [])
  expect(range.scale).toBe('log')
  expect(axisTicks(range, 9)).toEqual([100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000])
  expect(axisTicks(range, 6)).toEqual([100, 300, 1000, 3000, 10_000, 30_000])
  expect(axisTicks(range, 3)).toEqual([100, 1000, 10_000])
})

test('counts, which may be zero, never have a logarithmic axis', () => {
  expect(axisRange('count0', [0, 500], []).scale).toBe('linear')
})

test('an interval far wider than the values is cut, not shown at their cost', () => {
  const range = axisRange('positive', [100, 110], [1, 10_000])
  expect(range.lo).toBeGreaterThan(80)
  expect(range.hi).toBeLessThan(130)
})

test('equal values stand in the middle of an axis that has a width', () => {
  const { lo, hi } = axisRange('positive', [200, 200], [200, 200])
  expect((lo + hi) / 2).toBeCloseTo(200, 9)
  expect(axisRange('count0', [0], [0]).hi).toBeGreaterThan(0)
})

test('a proportion is always seen on the whole axis', () => {
  expect(axisRange('binary', [], [0.9, 1])).toEqual({ scale: 'linear', lo: 0, hi: 1 })
})

test('ratios have a logarithmic axis however close they are, with numbers on it', () => {
  const range = logRange([1, 1.1, 0.95], [0.8, 1.25])
  expect(range.scale).toBe('log')
  expect(axisTicks(range, 5)).toEqual([0.9, 1, 1.1, 1.2])
  expect(axisTicks(logRange([1, 0.01], []), 5)).toEqual([0.01, 0.03, 0.1, 0.3, 1])
})
