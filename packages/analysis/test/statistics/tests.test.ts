import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  benjaminiHochberg,
  bonferroni,
  brunnerMunzelTest,
  exactRankSumTest,
  fisherExactTest,
  hochberg,
  holm,
  hommel,
  newcombeInterval,
  welchTest,
} from '../../src/index.ts'
import { ordinaryValues, valueOf } from './samples.ts'

const few = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 9 })

test('Welch’s test mirrors with the samples, and keeps t and p under shift and scale', () => {
  fc.assert(
    fc.property(ordinaryValues, ordinaryValues, (a, b) => {
      const welch = welchTest(a, b)
      fc.pre(welch.value !== null)
      const { t, p } = valueOf(welch)
      expect(valueOf(welchTest(b, a)).t).toBeCloseTo(-t, 9)
      const moved = (values: readonly number[]) => values.map((value) => 4 * value + 96)
      expect(valueOf(welchTest(moved(a), moved(b))).p).toBeCloseTo(p, 9)
    }),
  )
})

test('rank tests see only the order, and their p-values are probabilities', () => {
  fc.assert(
    fc.property(few, few, (a, b) => {
      const monotone = (values: readonly number[]) => values.map((value) => Math.exp(value / 4))
      const exact = valueOf(exactRankSumTest(a, b))
      expect(exactRankSumTest(monotone(a), monotone(b))).toEqual({ value: exact })
      expect(exact.p).toBeGreaterThan(0)
      expect(exact.p).toBeLessThanOrEqual(1)
      expect(valueOf(exactRankSumTest(b, a)).pLess).toBeCloseTo(exact.pGreater, 12)
      expect(brunnerMunzelTest(monotone(a), monotone(b))).toEqual(brunnerMunzelTest(a, b))
    }),
  )
})

test('adjusted p-values are at least p, at most 1, and ordered from Hommel to Bonferroni', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (p) => {
      const [byHommel, byHochberg, byHolm, byBonferroni] = [hommel(p), hochberg(p), holm(p), bonferroni(p)]
      const byBh = benjaminiHochberg(p)
      for (const [i, value] of p.entries()) {
        const ordered = [
          value,
          Number(byHommel[i]),
          Number(byHochberg[i]),
          Number(byHolm[i]),
          Number(byBonferroni[i]),
        ]
        for (const [place, larger] of ordered.slice(1).entries()) {
          expect(larger).toBeGreaterThanOrEqual((ordered[place] ?? 0) - 1e-12)
          expect(larger).toBeLessThanOrEqual(1)
        }
        expect(byBh[i]).toBeGreaterThanOrEqual(value)
      }
    }),
  )
})

test('the interval of a risk difference contains it and mirrors, as does Fisher’s test', () => {
  const arm = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 40 })).map(([x, n]) => ({ x: x % (n + 1), n }))
  fc.assert(
    fc.property(arm, arm, (a, b) => {
      const { estimate, lo, hi } = valueOf(newcombeInterval(a, b, 0.95))
      expect(lo).toBeLessThanOrEqual(estimate)
      expect(hi).toBeGreaterThanOrEqual(estimate)
      expect(valueOf(newcombeInterval(b, a, 0.95)).lo).toBeCloseTo(-hi, 12)
      expect(fisherExactTest(b, a).p).toBeCloseTo(fisherExactTest(a, b).p, 12)
      expect(fisherExactTest(a, b).p).toBeLessThanOrEqual(1)
    }),
  )
})
