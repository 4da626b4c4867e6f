import type { Stopping } from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anytimeHalfWidth,
  bernoulliSequence,
  binaryHalfWidth,
  decideStopping,
  logHalfWidth,
  tInterval,
  twoStagePlan,
  wilsonHalfWidth,
} from '../../src/index.ts'
import { positiveValues, valueOf } from './samples.ts'

const series = (n: number, value: (index: number) => number): number[] =>
  Array.from({ length: n }, (_, k) => value(k))

describe('two stages', () => {
  const rule: Extract<Stopping, { mode: 'two_stage' }> = {
    mode: 'two_stage',
    confidence_level: 0.95,
    min_runs: 10,
    max_runs: 100,
    metrics: [{ metric: 'tokens_total', target: 0.1 }],
  }
  const wavy = series(100, (k) => 100 * (k % 2 === 0 ? 1.2 : 0.8))

  test('the pilot says how many runs there will be, and the rule looks again after just so many', () => {
    const after = (n: number) => decideStopping(rule, n, { a: { tokens_total: wavy.slice(0, n) } })
    // t_9 = 2.262157, s of ln 1.2 and ln 0.8 in turn = 0.2137006, d = ln 1.1: floor(25.72) + 1.
    expect(after(10)).toMatchObject({ reason: null, next: 26, checks: [{ n: 10, needed: 26, met: false }] })
    expect(after(26)).toMatchObject({ reason: 'target_met', next: null, checks: [{ n: 26, met: true }] })
    expect(after(26).checks[0]?.half_width).toBeLessThanOrEqual(0.1)
  })

  test('what comes after the pilot changes neither the number of runs nor the half-width', () => {
    const wild = wavy.map((value, k) => (k < 10 ? value : value * (k % 3) + 1))
    const decide = (values: number[]) =>
      decideStopping(rule, 26, { a: { tokens_total: values.slice(0, 26) } })
    expect(decide(wild)).toEqual(decide(wavy))
  })

  test('the framework that needs most decides for all, within max_runs', () => {
    const samples = {
      a: { tokens_total: series(10, () => 100) },
      b: { tokens_total: wavy.slice(0, 10) },
    }
    expect(decideStopping(rule, 10, samples)).toMatchObject({ reason: null, next: 26 })
    expect(decideStopping({ ...rule, max_runs: 20 }, 10, samples)).toMatchObject({ reason: null, next: 20 })
    expect(
      decideStopping({ ...rule, max_runs: 20 }, 20, {
        a: { tokens_total: series(20, () => 100) },
        b: { tokens_total: wavy.slice(0, 20) },
      }),
    ).toMatchObject({ reason: 'max_runs', next: null })
  })

  test('runs without a value are made up for', () => {
    expect(decideStopping(rule, 10, { a: { tokens_total: wavy.slice(0, 8) } })).toMatchObject({ next: 12 })
    expect(decideStopping(rule, 26, { a: { tokens_total: wavy.slice(0, 25) } })).toMatchObject({ next: 27 })
  })

  test('a pilot that determines nothing leaves max_runs, and the reason', () => {
    const calls = { ...rule, metrics: [{ metric: 'api_calls' as const, target: 0.2 }] }
    const zeros = (n: number) => ({ a: { api_calls: series(n, () => 0) } })
    expect(decideStopping(calls, 10, zeros(10))).toMatchObject({ reason: null, next: 100 })
    expect(decideStopping(calls, 100, zeros(100)).reason).toBe('mean_not_separated_from_zero')
  })

  test('a binary target gets the n of Wilson at the proportion nearest to 1/2 that the pilot allows', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 5, maxLength: 40 }), (pilot) => {
        const { needed } = valueOf(twoStagePlan('binary', pilot, 0.95, 0.1))
        const enoughForAny = series(93, () => 0).length
        expect(wilsonHalfWidth(0.5, enoughForAny, 0.95)).toBeLessThanOrEqual(0.1)
        expect(needed).toBeLessThanOrEqual(Math.max(enoughForAny, pilot.length))
        const atPilotsOwn = pilot.filter((value) => value === 1).length / pilot.length
        expect(wilsonHalfWidth(atPilotsOwn, needed, 0.95)).toBeLessThanOrEqual(0.1)
      }),
    )
    // 10 of 10: the pilot allows 0.7225 at the lowest, and there 74 are just too few.
    expect(
      valueOf(
        twoStagePlan(
          'binary',
          series(10, () => 1),
          0.95,
          0.1,
        ),
      ).needed,
    ).toBe(75)
  })
})

describe('anytime', () => {
  const rule: Extract<Stopping, { mode: 'anytime' }> = {
    mode: 'anytime',
    confidence_level: 0.95,
    min_runs: 10,
    max_runs: 100,
    batch: 5,
    metrics: [{ metric: 'tokens_total', target: 0.1 }],
  }

  test('its intervals are wider than those of a fixed n, for every type', () => {
    fc.assert(
      fc.property(positiveValues, (values) => {
        const anytime = anytimeHalfWidth('positive', values, 0.95, 10).value
        if (anytime === null) return
        expect(anytime).toBeGreaterThanOrEqual(valueOf(logHalfWidth(values, 0.95)))
      }),
    )
    for (const passed of [0, 3, 20]) {
      const values = series(20, (k) => (k < passed ? 1 : 0))
      expect(valueOf(anytimeHalfWidth('binary', values, 0.95, 10))).toBeGreaterThan(
        valueOf(binaryHalfWidth(values, 0.95)),
      )
    }
    const scores = series(30, (k) => 10 + (k % 5))
    const { estimate, halfWidth } = valueOf(tInterval(scores, 0.95))
    expect(valueOf(anytimeHalfWidth('real', scores, 0.95, 10))).toBeGreaterThan(halfWidth / estimate)
  })

  test('looks after every batch and stops later than a rule that forgets that it has looked before', () => {
    const values = series(100, (k) => 100 * (k % 2 === 0 ? 1.2 : 0.8))
    const stopsAt = (any: Stopping) => {
      for (let n: number | null = 10; n !== null;) {
        const { reason, next } = decideStopping(any, n, { a: { tokens_total: values.slice(0, n) } })
        if (reason === 'target_met') return n
        n = next
      }
      return null
    }
    const naive = stopsAt({ ...rule, mode: 'sequential' })
    const honest = stopsAt(rule)
    expect(naive).not.toBeNull()
    expect(honest).toBeGreaterThan(naive!)
  })

  test('the sequence of a proportion contains it, and shrinks towards it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.nat({ max: 200 }), (successes, failures) => {
        fc.pre(successes + failures > 0)
        const n = successes + failures
        const { lo, hi, estimate } = valueOf(bernoulliSequence(successes, n, 0.95))
        expect(lo).toBeGreaterThanOrEqual(0)
        expect(hi).toBeLessThanOrEqual(1)
        expect(lo).toBeLessThanOrEqual(estimate)
        expect(hi).toBeGreaterThanOrEqual(estimate)
        const later = valueOf(bernoulliSequence(successes * 4, n * 4, 0.95))
        expect(later.hi - later.lo).toBeLessThan(hi - lo)
      }),
    )
    expect(bernoulliSequence(0, 0, 0.95)).toEqual({ value: null, reason: 'no_observations' })
    expect(() => bernoulliSequence(3, 2, 0.95)).toThrow(RangeError)
  })
})
