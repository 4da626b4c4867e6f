import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkGolden } from '../../src/golden/check.ts'
import { type GoldenCase, parseGolden } from '../../src/golden/golden-file.ts'
import { renderGoldenReport } from '../../src/golden/report.ts'

const file = new URL('statistics.json', import.meta.url)

test('every implemented figure agrees with the reference values from R', () => {
  const { checked, mismatches, notImplemented } = checkGolden(
    parseGolden(readFileSync(file, 'utf8'), 'statistics.json'),
  )
  expect(mismatches).toEqual([])
  expect(notImplemented).toEqual(new Map())
  expect(checked).toBeGreaterThan(25_000)
})

const sample: GoldenCase = {
  id: 'four',
  kind: 'groups',
  groups: { A: [1, 2, 3, 4] },
  input: {},
  expected: { groups: { A: { n: 4, mean: 2.5, median_ci95: null, trimmed_mean_10: 2.5 } } },
}

test('a value without implementation is counted under its key, not passed over', () => {
  expect(renderGoldenReport(checkGolden([sample, { ...sample, kind: 'paired' }]))).toBe(
    [
      'checked 3 values, 0 mismatches, 5 not implemented',
      'not implemented groups.groups.*.trimmed_mean_10 (1)',
      'not implemented paired.groups.*.mean (1)',
      'not implemented paired.groups.*.median_ci95 (1)',
      'not implemented paired.groups.*.n (1)',
      'not implemented paired.groups.*.trimmed_mean_10 (1)',
    ].join('\n'),
  )
})

test('a wrong value, a value where none is expected and a missing value are mismatches', () => {
  const wrong = { groups: { A: { mean: 2.50001, sd: null, median_ci95: { k: 1 } } } }
  expect(checkGolden([{ ...sample, expected: wrong }]).mismatches).toEqual([
    { place: 'four: groups.A.mean', expected: 2.50001, actual: 2.5 },
    { place: 'four: groups.A.sd', expected: null, actual: expect.closeTo(Math.sqrt(5 / 3), 12) },
    { place: 'four: groups.A.median_ci95.k', expected: 1, actual: null },
  ])
})

test('what is deliberately not held against a figure is listed with the reason', () => {
  const unequal = {
    ...sample,
    groups: { A: [1, 2, 4], B: [1, 3] },
    expected: { pairs: { 'A|B': { a12: 7 / 12, delta_var_consistent: 1, delta_ci95_cliff: [-1, 1] } } },
  }
  expect(renderGoldenReport(checkGolden([unequal]))).toBe(
    [
      'checked 1 values, 0 mismatches, 0 not implemented',
      'set aside groups.pairs.*.delta_ci95_cliff[] (2): known deviation for unequal sizes, see docs/analysis/statistics.md',
      'set aside groups.pairs.*.delta_var_consistent (1): known deviation for unequal sizes, see docs/analysis/statistics.md',
    ].join('\n'),
  )
})

test('what is infinite here is null in the file, and a case that cannot be computed hides no other', () => {
  const points = [
    { f: 'qnorm', a: [0], v: null },
    { f: 'qbeta', a: [1, 2, 3], v: 1 },
  ]
  const huge = { ...sample, groups: { A: [1e200, 3e200] }, expected: { groups: { A: { variance: null } } } }
  const noEffect = { ...sample, kind: 'power_t', input: { d: 0, alpha: 0.05, power: 0.8 } }
  const { checked, mismatches } = checkGolden([
    noEffect,
    { ...noEffect, input: { d: 1 } },
    { ...sample, kind: 'distributions', expected: { points } },
    huge,
  ])
  expect(checked).toBe(3)
  expect(mismatches).toEqual([
    { place: 'four', expected: 'figures', actual: 'no number of runs detects a difference of 0' },
    { place: 'four', expected: 'figures', actual: 'no number "alpha" in {"d":1}.' },
  ])
})

test('a bound that R leaves at 1e-17 by subtraction is 0', () => {
  const input = { A: { x: 0, n: 35 }, B: { x: 18, n: 35 } }
  const proportions = { ...sample, kind: 'proportions', input, expected: { A: { wilson95: [6.9e-18, 0.1] } } }
  expect(checkGolden([proportions]).mismatches.map(({ place }) => place)).toEqual(['four: A.wilson95.1'])
})
