import { Results } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { type FindingsInput, compareSamples, detectableEffect, findResults } from '../src/index.ts'
import { experimentConfig, runOfTokens, runRecord } from './run-records.fixture.ts'

const TOKENS = { alpha: [100, 120, 90, 150, 110], beta: [200, 260, 190, 300, 250] }

const runs = (framework: string, tokens: readonly number[]) =>
  tokens.map((value, index) => runOfTokens(framework, index + 1, value))

function results(records: FindingsInput['records'], changes: Record<string, unknown> = {}) {
  const found = findResults({
    config: experimentConfig({ metrics: { primary: ['tokens_total', 'success'] }, ...changes }),
    configSha256: 'c'.repeat(64),
    inputSha256: 'd'.repeat(64),
    records,
    unfinished: [],
  })
  expect(Results.parse(found)).toEqual(found)
  return found
}

test('detectable effects follow from n and spread, those of a family from its error rate, never from the effect', () => {
  const made = [...runs('alpha', TOKENS.alpha), ...runs('beta', TOKENS.beta)]
  const { power, comparisons } = results(made, { stopping: { mode: 'fixed', max_runs: 20 } })
  expect(power).toMatchObject({ power: 0.8, alpha: 0.05, alpha_family: 0.025, family_size: 2 })
  const [pair] = power.pairs
  expect(pair).toMatchObject({ metric: 'tokens_total', method: 't', planned: { n_a: 20, n_b: 20 } })
  expect(pair?.achieved).toMatchObject({ n_a: 5, n_b: 5, alone: comparisons[0]?.mde_at_n })
  const sizes = [20, 20] as const
  expect(pair?.planned.in_family).toBe(
    detectableEffect('positive', TOKENS.alpha, TOKENS.beta, 1 - 0.05 / 2, sizes).value,
  )
  // R 4.2.2: exp(power.t.test(n = 20, sd = s, sig.level = .025, power = .8)$delta), s the root mean square sd of the logarithms.
  expect(pair?.planned.in_family).toBeCloseTo(1.213988136637, 7)
  // Whatever the effect: a factor leaves the spread of the logarithms as it was.
  const apart = results([
    ...runs('alpha', TOKENS.alpha),
    ...runs(
      'beta',
      TOKENS.beta.map((value) => 3 * value),
    ),
  ])
  expect(apart.power.pairs[0]?.achieved.alone).toBeCloseTo(pair?.achieved.alone ?? Number.NaN, 10)
})

test('precision is on the scale of the target, and says where there is none', () => {
  const { power, summary } = results([...runs('alpha', TOKENS.alpha), ...runs('beta', TOKENS.beta)], {
    stopping: {
      mode: 'sequential',
      min_runs: 5,
      max_runs: 20,
      metrics: [{ metric: 'tokens_total', target: 0.1 }],
    },
  })
  expect(
    power.precision.map(({ metric, framework, scale, target }) => [metric, framework, scale, target]),
  ).toEqual([
    ['tokens_total', 'alpha', 'relative', 0.1],
    ['tokens_total', 'beta', 'relative', 0.1],
    ['success', 'alpha', 'absolute', null],
    ['success', 'beta', 'absolute', null],
  ])
  expect(power.precision[0]?.half_width).toBe(summary['alpha']?.tokens_total?.ci.rel_half_width)
  expect(power.precision[3]).toMatchObject({ reasons: { target: 'no_target' } })
})

test('without spread, or with an empty side, the reason for no verdict is the exact one', () => {
  const constant = (framework: string, tokens: number) => runs(framework, Array(5).fill(tokens))
  const reasonOf = (records: FindingsInput['records']) => results(records).comparisons[0]?.reasons['verdict']
  expect(reasonOf([...constant('alpha', 100), ...constant('beta', 100)])).toBe('identical_constants')
  expect(reasonOf([...constant('alpha', 100), ...constant('beta', 150)])).toBe('different_constants')
  expect(reasonOf(constant('alpha', 100))).toBe('one_side_empty')
  expect(reasonOf([])).toBe('no_observations')
  // The rank tests, which the reason points to.
  const { brunner_munzel, mann_whitney } = compareSamples('positive', Array(5).fill(1), Array(5).fill(2), {
    level: 0.95,
    sesoi: null,
    seed: 1,
  })
  expect(brunner_munzel.p).toBeCloseTo(2 / 252, 12)
  expect(mann_whitney.p).toBeCloseTo(2 / 252, 12)
})

test('that no run completed is said on top, unless success rates that differ say it', () => {
  const failed = [1, 2].map((run) => runRecord({ run, steps: [{ id: 1, outcome: 'failed' }] }))
  const codesOf = (records: FindingsInput['records']) => results(records).notices.map(({ code }) => code)
  expect(codesOf(failed)).toContain('none_completed')
  expect(codesOf([...failed, ...runs('beta', TOKENS.beta)])).not.toContain('none_completed')
  expect(codesOf([])).not.toContain('none_completed')
})
