import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Samples,
  binaryHalfWidth,
  decideStopping,
  guardedHalfWidth,
  logHalfWidth,
  logTInterval,
  firstCheck,
  stoppingHalfWidth,
} from '../../src/index.ts'
import type { Stopping } from '@genai-devbench/schema'
import { positiveValues, valueOf } from './samples.ts'

const rule: Extract<Stopping, { mode: 'sequential' }> = {
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
      reason: 'target_met',
      next: null,
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
    expect(decision).toMatchObject({ reason: null, next: 15 })
    expect(decision.checks.map(({ met }) => met)).toEqual([true, false])
  })

  test('stops at max_runs whatever the half-widths are, and beyond it when max_runs was lowered', () => {
    const samples = { a: { tokens_total: spreadOut(30, 100, 0.9) } }
    expect(decideStopping(rule, 30, samples)).toMatchObject({ reason: 'max_runs', next: null })
    expect(decideStopping({ ...rule, max_runs: 21 }, 30, samples)).toMatchObject({
      next: null,
      reason: 'max_runs',
    })
  })

  test('says so when only a mean near 0 kept the experiment going', () => {
    const calls = { ...rule, metrics: [{ metric: 'api_calls' as const, target: 0.2 }] }
    const samples = { a: { api_calls: Array.from({ length: 30 }, () => 0) } }
    expect(decideStopping(calls, 30, samples)).toMatchObject({
      next: null,
      reason: 'mean_not_separated_from_zero',
      checks: [{ half_width: null, met: false, reason: 'mean_not_separated_from_zero' }],
    })
    const mixed = { ...samples, b: { api_calls: spreadOut(30, 10, 0.9) } }
    expect(decideStopping(calls, 30, mixed)).toMatchObject({ reason: 'max_runs', next: null })
  })

  test('a framework without values, or with fewer than min_runs, meets nothing', () => {
    const samples: Samples = { a: {}, b: { tokens_total: spreadOut(9, 100, 0.01) } }
    expect(decideStopping(rule, 15, samples)).toMatchObject({
      reason: null,
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
    const { reason, checks } = decideStopping(both, 10, samples)
    expect(reason).toBe('target_met')
    expect(checks.map(({ half_width }) => half_width)).toEqual([
      valueOf(binaryHalfWidth(samples.a.success, 0.95)),
      valueOf(guardedHalfWidth(samples.a.api_calls, 0.95)),
    ])
  })

  test('the checks are at min_runs, then a batch further each, then at max_runs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 20 }),
        fc.nat({ max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (min, extra, batch) => {
          const any = { ...rule, min_runs: min, max_runs: min + extra, batch }
          const looks: number[] = []
          for (let n: number | null = firstCheck(any); n !== null;) {
            looks.push(n)
            n = decideStopping(any, n, { a: { tokens_total: spreadOut(n, 100, 0.95) } }).next
          }
          const regular = Array.from({ length: Math.ceil(extra / batch) }, (_, k) => min + k * batch)
          expect(looks).toEqual([...regular, any.max_runs].slice(0, looks.length))
        },
      ),
    )
  })

  test('a fixed number of runs is decided once, and without looking', () => {
    const fixed = { mode: 'fixed', confidence_level: 0.95, max_runs: 7 } as const
    expect(firstCheck(fixed)).toBe(7)
    expect(decideStopping(fixed, 7, { a: {} })).toEqual({ reason: 'max_runs', checks: [], next: null })
  })
})
