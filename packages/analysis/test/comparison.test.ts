import { expect, test } from 'vitest'
import { ExperimentComparison } from '@genai-devbench/schema'
import {
  compareExperiments,
  differencesBetween,
  fixedEffect,
  heterogeneityTest,
  isGraveDifference,
  logTInterval,
  mean,
  standardDeviation,
  welchAnova,
} from '../src/index.ts'
import { sequenceOf } from '../src/findings/metrics/anytime-interval.ts'
import { comparedExperiment as experiment } from './compared-experiment.fixture.ts'
import { experimentConfig, runRecord } from './run-records.fixture.ts'
import { valueOf } from './statistics/samples.ts'

const TOKENS = {
  first: { alpha: [100, 120, 90, 150, 110], beta: [200, 260, 190, 300, 250] },
  second: { alpha: [130, 140, 125, 170, 150], beta: [210, 250, 180, 320, 240] },
}

const first = experiment('first', TOKENS.first)
const second = experiment('second', TOKENS.second)
const changeOf = (comparison: ExperimentComparison, metric: string, framework: string) =>
  comparison.changes.find((change) => change.metric === metric && change.framework === framework)

test('the fixed effect and its tests agree with the formulas of Cochran, Meier and Welch in R', () => {
  const estimates = [
    { estimate: 0.3, standardError: 0.1, df: 8 },
    { estimate: -0.1, standardError: 0.2, df: 5.5 },
    { estimate: 0.2, standardError: 0.05, df: 12 },
  ]
  const effect = valueOf(fixedEffect(estimates, 0.95))
  expect(effect.estimate).toBeCloseTo(0.204761904761905, 12)
  expect(effect.lo).toBeCloseTo(0.105843909458318, 10)
  expect(effect.hi).toBeCloseTo(0.303679900065492, 10)
  expect(effect.p).toBeCloseTo(0.000365251460626, 12)
  const differing = valueOf(heterogeneityTest(estimates))
  expect(differing.q).toBeCloseTo(3.238095238095237, 12)
  expect(differing.pChiSquared).toBeCloseTo(0.198087263813599, 12)
  expect(differing.p).toBeCloseTo(0.262121578401628, 12)
})

test('with known variances by hand: 1 +- 1 and 3 +- 1 have 2 in common, Q = 2', () => {
  const known = [
    { estimate: 1, standardError: 1 },
    { estimate: 3, standardError: 1 },
  ]
  expect(valueOf(fixedEffect(known, 0.95))).toMatchObject({ estimate: 2, standardError: Math.SQRT1_2 })
  const differing = valueOf(heterogeneityTest(known))
  expect(differing).toMatchObject({ q: 2, df: 1, p: differing.pChiSquared })
  expect(fixedEffect([], 0.95).reason).toBe('no_observations')
  expect(heterogeneityTest(known.slice(1)).reason).toBe('too_few_observations')
  expect(fixedEffect([{ estimate: 1, standardError: 0 }], 0.95).reason).toBe('no_variation')
})

test('of group means the heterogeneity test is Welch’s analysis of variance', () => {
  const groups = [
    [1, 3, 2, 4],
    [5, 6, 9, 7],
    [2, 8, 3, 5, 6],
  ]
  const means = groups.map((values) => ({
    estimate: valueOf(mean(values)),
    standardError: valueOf(standardDeviation(values)) / Math.sqrt(values.length),
    df: values.length - 1,
  }))
  expect(valueOf(heterogeneityTest(means)).p).toBeCloseTo(valueOf(welchAnova(groups)).p, 12)
})

test('tokens change by the ratio of Welch on the logarithms, Holm over the frameworks, with what they have in common', () => {
  const comparison = compareExperiments([first, second])
  expect(ExperimentComparison.parse(comparison)).toEqual(comparison)
  expect(changeOf(comparison, 'tokens_total', 'alpha')).toMatchObject({
    from: 'first',
    to: 'second',
    estimate: expect.closeTo(1.2662596740909, 10),
    ci: { lo: expect.closeTo(0.99142072331039, 8), hi: expect.closeTo(1.6172887297282, 8) },
    test: {
      name: 'welch_log',
      p: expect.closeTo(0.056451106188692, 10),
      p_adjusted: expect.closeTo(0.11290221237738, 10),
      family_size: 2,
    },
    verdict: 'inconclusive',
  })
  expect(comparison.common.find(({ metric }) => metric === 'tokens_total')).toMatchObject({
    frameworks: ['alpha', 'beta'],
    estimate: expect.closeTo(Math.exp(0.142095767050999), 10),
    ci: { lo: expect.closeTo(Math.exp(-0.051661127771554), 8) },
    p: expect.closeTo(0.13754620131057, 8),
    interaction: {
      q: expect.closeTo(2.142603486557841, 10),
      p_chi_squared: expect.closeTo(0.143258587649406, 10),
      p: expect.closeTo(0.164824052593007, 8),
    },
  })
})

test('success changes by the risk difference; the common change is taken after adding one success and one failure', () => {
  const passing = (framework: string, passed: number) =>
    [1, 2, 3, 4, 5].map((run) =>
      runRecord({ framework, run, steps: [{ id: 1, outcome: run <= passed ? 'passed' : 'failed' }] }),
    )
  const comparison = compareExperiments([
    { ...first, records: [...passing('alpha', 5), ...passing('beta', 4)] },
    { ...second, records: [...passing('alpha', 2), ...passing('beta', 3)] },
  ])
  expect(changeOf(comparison, 'success', 'alpha')).toMatchObject({
    estimate: expect.closeTo(-0.6, 12),
    test: { name: 'fisher_exact', p: expect.closeTo(1 / 6, 12) },
  })
  expect(comparison.common.find(({ metric }) => metric === 'success')).toMatchObject({
    estimate: expect.closeTo(-0.3, 12),
    p: expect.closeTo(0.077423127454965, 10),
    interaction: { q: expect.closeTo(0.7, 12), p: expect.closeTo(0.402783694246476, 10) },
  })
})

test('a framework without a p-value still takes its part of the family', () => {
  const constant = { alpha: TOKENS.first.alpha, beta: [200, 200, 200, 200, 200] }
  const comparison = compareExperiments([
    experiment('first', constant),
    experiment('second', { ...constant, alpha: TOKENS.second.alpha }),
  ])
  const { test: alpha } = changeOf(comparison, 'tokens_total', 'alpha') ?? {}
  expect(alpha).toMatchObject({ p_adjusted: 2 * (alpha?.p ?? Number.NaN), family_size: 2 })
  expect(changeOf(comparison, 'tokens_total', 'beta')?.test).toMatchObject({
    p_adjusted: null,
    reasons: { p_adjusted: 'no_variation' },
  })
})

test('where an experiment stopped by a confidence sequence, its changes have an interval that allows for it', () => {
  const sequence = experimentConfig({
    stopping: {
      mode: 'anytime',
      min_runs: 5,
      max_runs: 20,
      metrics: [{ metric: 'tokens_total', target: 0.1 }],
    },
  })
  const tokens = [1, 1.1, 1.2, 1.3].flatMap((factor) =>
    TOKENS.second.alpha.map((value) => Math.round(factor * value)),
  )
  const stopped = experiment('second', { alpha: tokens }, { config: sequence })
  const comparison = compareExperiments([first, stopped])
  const change = changeOf(comparison, 'tokens_total', 'alpha')
  const [from, to] = [
    valueOf(logTInterval(TOKENS.first.alpha, 0.975)),
    sequenceOf('positive', tokens, 0.975, 5),
  ]
  expect(change?.ci_anytime).toMatchObject({
    lo: expect.closeTo((to.lo ?? Number.NaN) / from.hi, 10),
    hi: expect.closeTo((to.hi ?? Number.NaN) / from.lo, 10),
  })
  expect(changeOf(comparison, 'wall_seconds', 'alpha')?.ci_anytime).toMatchObject({
    lo: null,
    reasons: { lo: 'no_variation' },
  })
  expect(changeOf(compareExperiments([first, second]), 'tokens_total', 'alpha')).not.toHaveProperty(
    'ci_anytime',
  )
})

test('neither the order of the runs nor that of the experiments matters but for the direction', () => {
  const shuffled = { ...first, records: first.records.toReversed() }
  expect(compareExperiments([shuffled, second])).toEqual(compareExperiments([first, second]))
  const [there, back] = [compareExperiments([first, second]), compareExperiments([second, first])].map(
    (comparison) => changeOf(comparison, 'tokens_total', 'beta')?.estimate ?? Number.NaN,
  )
  expect((there ?? 0) * (back ?? 0)).toBeCloseTo(1, 12)
})

test('three experiments are compared in pairs, each framework where both have it', () => {
  const third = experiment('third', { alpha: TOKENS.second.alpha, gamma: [1, 2, 3] })
  const comparison = compareExperiments([first, second, third])
  const ofTokens = comparison.changes.filter(({ metric }) => metric === 'tokens_total')
  expect(ofTokens.map(({ framework, from, to }) => `${framework} ${from} ${to}`)).toEqual([
    'alpha first second',
    'beta first second',
    'alpha first third',
    'alpha second third',
  ])
  expect(ofTokens.every((change) => change.test.family_size === 4)).toBe(true)
  expect(Object.keys(comparison.summary['third'] ?? {})).toEqual(['alpha', 'gamma'])
})

test('a prompt or a weight that differs is grave, a model or a version is listed', () => {
  const other = experiment('other', TOKENS.second, {
    config: experimentConfig({
      name: 'other',
      seed: 8,
      model: 'another',
      metrics: { primary: ['tokens_total'], intervention_weights: { unanswered: 2 } },
    }),
    prompts: new Map([[1, { sha256: 'f'.repeat(64) }]]),
    records: TOKENS.second.alpha.map((_, index) =>
      runRecord({ run: index + 1, identity: { part: '2.0.0' } }),
    ),
  })
  const differences = differencesBetween([first, other])
  expect(differences.filter(isGraveDifference)).toEqual([
    { kind: 'task', what: 'prompt of step 1', values: ['eeeeeeeeeeee', 'ffffffffffff'] },
    { kind: 'metric', what: 'metrics.intervention_weights.unanswered', values: ['absent', '2'] },
  ])
  expect(differences.filter((difference) => !isGraveDifference(difference))).toEqual([
    { kind: 'model', what: 'model', values: ['test-model', 'another'] },
    {
      kind: 'config',
      what: 'metrics.primary',
      values: ['["tokens_total","wall_seconds","success"]', '["tokens_total"]'],
    },
    { kind: 'version', what: 'alpha', values: ['part 1.0.0', 'part 2.0.0'] },
    { kind: 'version', what: 'beta', values: ['part 1.0.0', 'absent'] },
  ])
  expect(differencesBetween([first, second])).toEqual([])
})

test('every part of config.yaml counts as a difference, but names, descriptions, seeds and the files of prompts', () => {
  const changed = experimentConfig({
    timeout: { per_step: 61, total: 600 },
    retry: { infrastructure: { max_attempts: 9 } },
    stopping: { mode: 'fixed', max_runs: 6 },
    execution: { concurrency: 2 },
    history: { preserve: true },
    acceptance: { when: 'last_step', timeouts: { checks: 10 } },
    llm: { provider: 'openai', budget: { run: { tokens: 1000 } } },
  })
  const other = experiment('other', TOKENS.first, { config: changed })
  const parts = differencesBetween([first, other]).map(({ what }) => what.split('.')[0])
  expect(new Set(parts)).toEqual(
    new Set(['timeout', 'retry', 'stopping', 'execution', 'history', 'acceptance', 'llm']),
  )
})
