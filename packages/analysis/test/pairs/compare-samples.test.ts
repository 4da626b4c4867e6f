import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type MetricType,
  type PairFindings,
  brunnerMunzelPermutation,
  brunnerMunzelTest,
  compareSamples,
  verdictOf,
  xoshiro128,
} from '../../src/index.ts'
import { numbersIn, valueOf } from '../statistics/samples.ts'

const options = { level: 0.95, sesoi: null, seed: 7 }
/** Samples of each type, few and tied enough that degenerate ones come by. */
const sizes = { minLength: 0, maxLength: 12 }
const SAMPLES: Record<MetricType, fc.Arbitrary<number[]>> = {
  positive: fc.array(
    fc.integer({ min: 1, max: 4000 }).map((i) => i / 4),
    sizes,
  ),
  real: fc.array(
    fc.integer({ min: -40, max: 40 }).map((i) => i / 4),
    sizes,
  ),
  count0: fc.array(fc.integer({ min: 0, max: 6 }), sizes),
  binary: fc.array(fc.integer({ min: 0, max: 1 }), sizes),
}
const SESOI: Record<MetricType, number> = { positive: 1.25, real: 0.5, count0: 1, binary: 0.1 }
const types = Object.keys(SAMPLES) as MetricType[]
const pair = (type: MetricType) => fc.tuple(SAMPLES[type], SAMPLES[type])

test.each(types)(
  '%s: no data give NaN or Infinity, every p is a probability, the interval holds the estimate',
  (type) => {
    fc.assert(
      fc.property(pair(type), ([a, b]) => {
        const found = compareSamples(type, a, b, { ...options, sesoi: SESOI[type] })
        expect(numbersIn(found).every(Number.isFinite)).toBe(true)
        const probabilities = [
          found.test.p,
          found.brunner_munzel.p,
          found.mann_whitney.p,
          found.equivalence.p_tost,
          found.p_rope,
          found.a12,
        ]
        for (const p of probabilities) {
          if (p === null) continue
          expect(p).toBeGreaterThanOrEqual(0)
          expect(p).toBeLessThanOrEqual(1)
        }
        for (const [estimate, { lo, hi }] of [
          [found.estimate, found.ci],
          [found.a12, found.a12_ci],
          [found.brunner_munzel.theta, found.brunner_munzel.ci],
        ] as const) {
          if (estimate === null || lo === null || hi === null) continue
          expect(lo).toBeLessThanOrEqual(estimate + 1e-12 * Math.abs(estimate))
          expect(hi).toBeGreaterThanOrEqual(estimate - 1e-12 * Math.abs(estimate))
        }
      }),
      { numRuns: 40 },
    )
  },
)

test.each(types)('%s: the two swapped give the same p-values and the mirrored effect', (type) => {
  fc.assert(
    fc.property(pair(type), ([a, b]) => {
      const there = compareSamples(type, a, b, { ...options, sesoi: SESOI[type] })
      const back = compareSamples(type, b, a, { ...options, sesoi: SESOI[type] })
      for (const p of [
        pOf,
        ({ brunner_munzel }: PairFindings) => brunner_munzel.p,
        ({ equivalence }: PairFindings) => equivalence.p_tost,
      ]) {
        expectClose(p(back), p(there))
      }
      if (there.a12 !== null) expect(back.a12).toBeCloseTo(1 - there.a12, 12)
      if (there.estimate === null || back.estimate === null) return
      if (type === 'positive') expect(there.estimate * back.estimate).toBeCloseTo(1, 9)
      else expect(there.estimate + back.estimate).toBeCloseTo(0, 9)
    }),
    { numRuns: 40 },
  )
})

test.each(types)('%s: the order of the runs does not matter', (type) => {
  fc.assert(
    fc.property(pair(type), ([a, b]) => {
      const found = compareSamples(type, a, b, options)
      const turned = compareSamples(type, a.toReversed(), b.toReversed(), options)
      expectClose(pOf(turned), pOf(found))
      expect(turned.brunner_munzel.p).toBe(found.brunner_munzel.p)
      expect(turned.mann_whitney).toEqual(found.mann_whitney)
    }),
    { numRuns: 40 },
  )
})

test('a positive metric in another unit gives the same findings; a real one shifted as well', () => {
  fc.assert(
    fc.property(pair('positive'), pair('real'), ([a, b], [c, d]) => {
      const times = (values: readonly number[]) => values.map((value) => 1024 * value)
      const ratio = compareSamples('positive', a, b, { ...options, sesoi: 1.25 })
      const scaled = compareSamples('positive', times(a), times(b), { ...options, sesoi: 1.25 })
      expectClose(scaled.estimate, ratio.estimate)
      expectClose(scaled.equivalence.p_tost, ratio.equivalence.p_tost)
      expectClose(pOf(scaled), pOf(ratio))
      const plus = (values: readonly number[]) => values.map((value) => value + 128)
      const difference = compareSamples('real', c, d, options)
      const shifted = compareSamples('real', plus(c), plus(d), options)
      expectClose(shifted.estimate, difference.estimate)
      expectClose(pOf(shifted), pOf(difference))
      expect(shifted.brunner_munzel.p).toBe(difference.brunner_munzel.p)
    }),
    { numRuns: 40 },
  )
})

test('the permutation p of Brunner and Munzel counts all splits, as going through them one by one does', () => {
  const size = (a: number[], b: number[]): number => {
    const found = brunnerMunzelTest(a, b)
    if (found.value !== null) return Math.abs(found.value.statistic)
    return found.reason === 'complete_separation' ? Infinity : 0
  }
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 5 }),
      (a, b) => {
        fc.pre(new Set([...a, ...b]).size > 1)
        const values = [...a, ...b]
        let [splits, extreme] = [0, 0]
        for (let mask = 0; mask < 2 ** values.length; mask++) {
          const own = values.filter((_, index) => (mask >> index) & 1)
          if (own.length !== a.length) continue
          splits += 1
          const others = values.filter((_, index) => !((mask >> index) & 1))
          if (size(own, others) >= size(a, b) * (1 - 1e-9)) extreme += 1
        }
        const counted = valueOf(brunnerMunzelPermutation(a, b, xoshiro128(1)))
        expect(counted).toEqual({ permutations: splits, extreme, p: extreme / splits })
      },
    ),
    { numRuns: 40 },
  )
})

test('separated samples have a p-value and a bound for A12, and no Brunner-Munzel statistic', () => {
  const found = compareSamples('count0', [4, 5, 6, 7, 8], [0, 1, 2, 3, 3], options)
  // 2 of the 252 splits are separated.
  expect(found.test).toMatchObject({ name: 'brunner_munzel', statistic: null, p: 2 / 252 })
  expect(found.test.reasons['statistic']).toBe('complete_separation')
  // Wilson's bound of 5 of 5: n/(n + z^2).
  expect(found.a12_ci).toMatchObject({ method: 'wilson', hi: 1 })
  expect(found.a12_ci.lo).toBeCloseTo(5 / (5 + 1.959963984540054 ** 2), 9)
})

test.each([
  ['nothing on one side', [], [1, 2, 3], 'no_observations'],
  ['one value on one side', [1], [1, 2, 3], 'one_observation'],
  ['two constants', [2, 2, 2], [2, 2, 2], 'no_variation'],
])('%s: no test, and the reason', (_, a, b, reason) => {
  const found = compareSamples('real', a, b, options)
  expect(found.test).toMatchObject({ p: null, reasons: { p: reason } })
  expect(found.ci).toMatchObject({ lo: null, reasons: { lo: reason } })
  expect(verdictOf(found.test.p, found.equivalence.p_tost, 0.05)).toBeNull()
})

test('equivalence by pass and fail agrees with Newcombe’s 90 % interval at 0.05', () => {
  const ofSuccesses = (x: number, n: number): number[] => Array.from({ length: n }, (_, i) => (i < x ? 1 : 0))
  const [a, b] = [ofSuccesses(95, 100), ofSuccesses(90, 100)]
  const { ci } = compareSamples('binary', a, b, { ...options, level: 0.9 })
  const margin = Math.max(Math.abs(ci.lo ?? 0), Math.abs(ci.hi ?? 0))
  expect(compareSamples('binary', a, b, { ...options, sesoi: margin }).equivalence.p_tost).toBeCloseTo(
    0.05,
    6,
  )
})

test('a verdict joins the test of a difference with that of equivalence', () => {
  expect(verdictOf(0.01, 0.2, 0.05)).toBe('different')
  expect(verdictOf(0.01, 0.01, 0.05)).toBe('different_but_negligible')
  expect(verdictOf(0.3, 0.01, 0.05)).toBe('equivalent')
  expect(verdictOf(0.3, null, 0.05)).toBe('inconclusive')
})

const pOf = ({ test: { p } }: PairFindings): number | null => p

function expectClose(actual: number | null, expected: number | null): void {
  if (expected === null) expect(actual).toBeNull()
  else expect(actual).toBeCloseTo(expected, 9)
}
