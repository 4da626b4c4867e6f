import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Samples,
  type SequentialStopping,
  binaryHalfWidth,
  decideStopping,
  guardedHalfWidth,
  logHalfWidth,
  logTInterval,
  nextCheck,
  stoppingHalfWidth,
} from '../../src/index.ts'
import { positiveValues, valueOf } from './samples.ts'

const rule: SequentialStopping = {
  mode: 'sequential',
  confidence_level: 0.95,
  min_runs: 10,
  max_runs: 30,
  batch: 5,
  metrics: [{ metric: 'tokens_total', target: 0.2 }],
}

/** n values around `centre`, alternating by the relative `spread`. */
function spreadOut(n: number, centre: number, spread: number): number[] {
  return Array.from({ length: n }, (_, index) => centre * (1 + (index % 2 === 0 ? spread : -spread)))
}

describe('half-widths', () => {
  test('the log half-width is how far the upper bound exceeds the geometric mean', () => {
    fc.assert(
      fc.property(positiveValues, (values) => {
        const { estimate, hi } = valueOf(logTInterval(values, 0.95))
        expect(valueOf(logHalfWidth(values, 0.95)) / (hi / estimate - 1 || 1)).toBeCloseTo(
          hi > estimate ? 1 : 0,
          6,
        )
      }),
    )
  })

  test('relative half-widths do not depend on the unit', () => {
    fc.assert(
      fc.property(positiveValues, (values) => {
        const inOtherUnit = values.map((value) => value * 1024)
        for (const type of ['positive', 'real', 'count0'] as const) {
          const before = stoppingHalfWidth(type, values, 0.95).value ?? -1
          const after = stoppingHalfWidth(type, inOtherUnit, 0.95).value ?? -1
          expect(Math.abs(after - before)).toBeLessThanOrEqual(1e-6 * Math.abs(before))
        }
      }),
    )
  })

  test('the guard term keeps a run of equal values from stopping at once', () => {
    expect(valueOf(guardedHalfWidth([5, 5, 5, 5, 5], 0.95))).toBeCloseTo(2.776 / 5, 3)
    expect(
      valueOf(
        guardedHalfWidth(
          Array.from({ length: 50 }, () => 5),
          0.95,
        ),
      ),
    ).toBeCloseTo(2.01 / 50, 3)
  })

  test('a mean that is not separated from 0 has no relative half-width', () => {
    for (const values of [
      [-1, 2],
      [0, 0, 0],
      [0, 0, 1],
    ]) {
      expect(guardedHalfWidth(values, 0.95)).toEqual({ value: null, reason: 'mean_not_separated_from_zero' })
    }
  })

  test('a binary half-width is absolute and defined even when every run passed', () => {
    expect(
      valueOf(
        binaryHalfWidth(
          Array.from({ length: 10 }, () => 1),
          0.95,
        ),
      ),
    ).toBeCloseTo(0.138_77, 4)
    expect(() => binaryHalfWidth([0, 0.5], 0.95)).toThrow('0.5 is not a value of a binary metric')
    expect(binaryHalfWidth([], 0.95)).toEqual({ value: null, reason: 'no_observations' })
  })

  test('zeros in a positive metric have no half-width', () => {
    expect(stoppingHalfWidth('positive', [1, 0, 3], 0.95)).toEqual({ value: null, reason: 'not_positive' })
  })
})

describe('the lock-step decision', () => {
  test('stops when every framework meets every target', () => {
    const samples = {
      a: { tokens_total: spreadOut(10, 100, 0.1) },
      b: { tokens_total: spreadOut(10, 900, 0.1) },
    }
    expect(decideStopping(rule, 10, samples)).toEqual({
      stop: true,
      reason: 'target_met',
      checks: ['a', 'b'].map((framework) => ({
        framework,
        metric: 'tokens_total',
        n: 10,
        half_width: expect.closeTo(0.0786, 4),
        target: 0.2,
        met: true,
      })),
    })
  })

  test('goes on for all while one framework misses one target', () => {
    const samples = {
      a: { tokens_total: spreadOut(10, 100, 0.1) },
      b: { tokens_total: spreadOut(10, 100, 0.9) },
    }
    const decision = decideStopping(rule, 10, samples)
    expect(decision).toMatchObject({ stop: false, reason: null })
    expect(decision.checks.map(({ met }) => met)).toEqual([true, false])
  })

  test('does not look between two checks', () => {
    const samples = { a: { tokens_total: spreadOut(12, 100, 0.01) } }
    expect(decideStopping(rule, 12, samples)).toEqual({ stop: false, reason: null, checks: [] })
    expect(decideStopping(rule, 9, samples)).toEqual({ stop: false, reason: null, checks: [] })
  })

  test('stops at max_runs whatever the half-widths are, and beyond it when max_runs was lowered', () => {
    const samples = { a: { tokens_total: spreadOut(30, 100, 0.9) } }
    expect(decideStopping(rule, 30, samples)).toMatchObject({ stop: true, reason: 'max_runs' })
    expect(decideStopping({ ...rule, max_runs: 21 }, 30, samples)).toMatchObject({
      stop: true,
      reason: 'max_runs',
    })
  })

  test('says so when only a mean near 0 kept the experiment going', () => {
    const calls = { ...rule, metrics: [{ metric: 'api_calls' as const, target: 0.2 }] }
    const samples = { a: { api_calls: Array.from({ length: 30 }, () => 0) } }
    expect(decideStopping(calls, 30, samples)).toMatchObject({
      stop: true,
      reason: 'mean_not_separated_from_zero',
      checks: [{ half_width: null, met: false, reason: 'mean_not_separated_from_zero' }],
    })
    const mixed = { ...samples, b: { api_calls: spreadOut(30, 10, 0.9) } }
    expect(decideStopping(calls, 30, mixed)).toMatchObject({ stop: true, reason: 'max_runs' })
  })

  test('a framework without values, or with fewer than min_runs, meets nothing', () => {
    const samples: Samples = { a: {}, b: { tokens_total: spreadOut(9, 100, 0.01) } }
    expect(decideStopping(rule, 15, samples)).toMatchObject({
      stop: false,
      checks: [
        { framework: 'a', n: 0, half_width: null, met: false, reason: 'too_few_observations' },
        { framework: 'b', n: 9, half_width: null, met: false, reason: 'too_few_observations' },
      ],
    })
    expect(() => decideStopping(rule, 10, {})).toThrow(RangeError)
  })

  test('the type of each metric chooses its scale', () => {
    const both = {
      ...rule,
      metrics: [
        { metric: 'success' as const, target: 0.15 },
        { metric: 'api_calls' as const, target: 0.25 },
      ],
    }
    const samples = { a: { success: Array.from({ length: 10 }, () => 1), api_calls: spreadOut(10, 8, 0) } }
    const { stop, checks } = decideStopping(both, 10, samples)
    expect(stop).toBe(true)
    expect(checks.map(({ half_width }) => half_width)).toEqual([
      valueOf(binaryHalfWidth(samples.a.success, 0.95)),
      valueOf(guardedHalfWidth(samples.a.api_calls, 0.95)),
    ])
  })

  test('the next check is at min_runs, then one batch further, then at max_runs', () => {
    const uneven = { ...rule, min_runs: 12, max_runs: 24 }
    expect([0, 11, 12, 14, 17, 22, 23, 24, 40].map((n) => nextCheck(uneven, n))).toEqual([
      12,
      12,
      17,
      17,
      22,
      24,
      24,
      null,
      null,
    ])
  })

  test('following nextCheck, every stop is decided where the experiment stands', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 20 }),
        fc.nat({ max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (min, extra, batch) => {
          const any = { ...rule, min_runs: min, max_runs: min + extra, batch }
          let n = nextCheck(any, 0)
          while (n !== null) {
            const { stop, checks } = decideStopping(any, n, { a: { tokens_total: spreadOut(n, 100, 0.95) } })
            expect(checks).toHaveLength(1)
            expect(stop || n < any.max_runs).toBe(true)
            n = nextCheck(any, n)
          }
        },
      ),
    )
  })
})
