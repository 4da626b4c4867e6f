import { AaCheck, METRICS, type RunResult } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import {
  type AaRequest,
  armsOf,
  brunnerMunzelPermutation,
  checkFalsePositives,
  compareSamples,
  xoshiro128,
} from '../src/index.ts'
import { TEST_OF, splitTest } from '../src/aa/split-test.ts'
import {
  permutationDistribution,
  permutationTestOf,
} from '../src/statistics/tests/brunner-munzel-permutation.ts'
import { experimentConfig, runOfTokens, runRecord } from './run-records.fixture.ts'
import { valueOf } from './statistics/samples.ts'

/** Lognormal-like, without an outlier: the quantiles of twelve runs. */
const TOKENS = [610, 700, 760, 820, 880, 940, 1010, 1080, 1160, 1260, 1400, 1640]

const check = (records: AaRequest['records'], changes: Record<string, unknown> = {}) =>
  checkFalsePositives({
    config: experimentConfig({ frameworks: ['alpha'], metrics: { primary: ['tokens_total'] }, ...changes }),
    records,
    inputSha256: 'd'.repeat(64),
    resamples: 1000,
  })

const runs = (framework: string, tokens: readonly number[]) =>
  tokens.map((value, index) => runOfTokens(framework, index + 1, value))

const ratesOf = ({ sources }: AaCheck) =>
  Object.fromEntries(
    (sources[0]?.metrics ?? []).map(({ metric, false_positives }) => [metric, false_positives]),
  )

test('splits of one framework give a rate near the nominal one, with its exact interval, the same at each call', () => {
  const checked = check(runs('alpha', TOKENS))
  expect(AaCheck.parse(checked)).toEqual(checked)
  expect(checked).toMatchObject({ nominal: 0.05, sources: [{ frameworks: ['alpha'], sizes: [6, 6] }] })
  const { tokens_total: tokens } = ratesOf(checked)
  // The exact rate over all 924 splits is that of Welch's test as a permutation test, near 5 %.
  expect(tokens?.ci.lo).toBeLessThan(0.05)
  expect(tokens?.ci.hi).toBeGreaterThan(0.05)
  expect(tokens?.rejections).toBe(Math.round((tokens?.rate ?? 0) * 1000))
  expect(checked.sources[0]?.family).toEqual(tokens)
  expect(check(runs('alpha', TOKENS).toReversed())).toEqual(checked)
})

test('one outlier keeps Welch’s test from ever rejecting, and equal values leave nothing to test', () => {
  const rates = ratesOf(check(runs('alpha', [...TOKENS.slice(0, 11), 100_000])))
  expect(rates['tokens_total']).toMatchObject({ rejections: 0, rate: 0, ci: { lo: 0 } })
  expect(rates['api_calls']).toMatchObject({ rejections: 0, rate: null, reasons: { rate: 'no_variation' } })
  expect(rates['cost_usd']).toMatchObject({ rate: null, reasons: { rate: 'no_observations' } })
})

test('two entries of one adapter are one source, and are also compared as they were run', () => {
  const frameworks = [
    { id: 'alpha', adapter: 'alpha' },
    { id: 'again', adapter: 'alpha' },
    { id: 'other', adapter: 'alpha', options: { effort: 'high' } },
  ]
  const checked = check(
    [...runs('alpha', TOKENS.slice(0, 6)), ...runs('again', TOKENS.slice(6)), ...runs('other', [1, 2, 3])],
    { frameworks },
  )
  expect(checked.sources).toMatchObject([{ frameworks: ['alpha', 'again'], sizes: [6, 6] }])
  expect(checked.too_few_runs).toEqual([{ framework: 'other', runs: 3 }])
  const observed = checked.sources[0]?.observed.find(({ metric }) => metric === 'tokens_total')
  expect(observed).toMatchObject({ a: 'alpha', b: 'again' })
  // One is all below the other: random splits hide what the entries as run show.
  expect(observed?.p).toBeLessThan(0.001)
})

test('the one permutation distribution of all splits gives each the p-value of its own permutation test', () => {
  const counts = [0, 0, 1, 1, 2, 3, 3, 4, 6, 9]
  const distribution = permutationDistribution(counts, 5, xoshiro128(1))
  for (const first of [
    [0, 2, 4, 6, 8],
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ]) {
    const a = first.map((index) => counts[index] ?? 0)
    const b = counts.filter((_, index) => !first.includes(index))
    expect(valueOf(permutationTestOf(a, b, distribution))).toEqual(
      valueOf(brunnerMunzelPermutation(a, b, xoshiro128(1))),
    )
  }
})

test('counts are checked by the rank test, whose permutation form holds its level', () => {
  const questions = [0, 0, 1, 1, 2, 3, 3, 4, 6, 9]
  const records = questions.map((count, index) =>
    runRecord({ run: index + 1, steps: [{ id: 1, questions: Array.from({ length: count }, () => null) }] }),
  )
  const { heu } = ratesOf(check(records))
  expect(heu?.rejections).toBeGreaterThan(0)
  expect(heu?.ci.lo).toBeLessThan(0.05)
})

test.each(['tokens_total', 'autr', 'heu', 'success'] as const)(
  'a split is tested under %s exactly as a pair of frameworks is in a report',
  (id) => {
    const value = (index: number): number =>
      METRICS[id].type === 'binary'
        ? index % 2
        : METRICS[id].type === 'real'
          ? index / 12
          : 1 + ((index * 7) % 5)
    const all = TOKENS.map((_, index): RunResult => {
      const [run] = armsOf(experimentConfig(), [runRecord({ run: index + 1 })], [])[0]?.runs ?? []
      if (!run) throw new Error('the sketch has no run')
      return { ...run, values: { [id]: value(index) } }
    })
    const [a, b] = [all.slice(0, 7), all.slice(7)]
    const [ofA, ofB] = [a, b].map((part) => part.map(({ values }) => values[id] ?? 0))
    const metric = { id, role: 'primary' as const, ...METRICS[id] }
    const options = { level: 0.95, sesoi: null, seed: 5 }
    const reported = compareSamples(metric.type, ofA ?? [], ofB ?? [], options).test
    expect(TEST_OF[metric.type]).toBe(reported.name)
    expect(splitTest(metric, all, 5)(a, b)).toBeCloseTo(reported.p ?? Number.NaN, 12)
  },
)
