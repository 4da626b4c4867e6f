import { expect, test } from 'vitest'
import { TaskComparison } from '@genai-devbench/schema'
import {
  type ComparedExperiment,
  compareOverTasks,
  differencesBetween,
  isGraveBetweenTasks,
  isSameTask,
} from '../src/index.ts'
import { comparedExperiment } from './compared-experiment.fixture.ts'
import { experimentConfig, runRecord } from './run-records.fixture.ts'

const config = experimentConfig({
  frameworks: ['alpha', 'beta', 'gamma'],
  metrics: { primary: ['tokens_total'] },
})
const task = (
  name: string,
  tokens: Record<string, number[]>,
  changes: Partial<ComparedExperiment> = {},
): ComparedExperiment =>
  comparedExperiment(name, tokens, { prompts: new Map([[1, { sha256: name }]]), config, ...changes })

const ALPHA = [
  [100, 120, 90],
  [210, 190, 230],
  [55, 60, 50],
  [400, 380, 450],
  [130, 150, 120],
  [80, 95, 85],
]
const BETA = [
  [140, 150, 160],
  [220, 260, 240],
  [70, 90, 75],
  [390, 370, 400],
  [210, 190, 180],
  [120, 100, 110],
]
const GAMMA = [
  [90, 110, 100],
  [300, 280, 310],
  [65, 60, 70],
  [600, 550, 580],
  [150, 160, 140],
  [100, 90, 105],
]
const six = ALPHA.map((alpha, index) =>
  task(`task${index + 1}`, { alpha, beta: BETA[index] ?? [], gamma: GAMMA[index] ?? [] }),
)

const pairOf = ({ comparisons }: TaskComparison, a: string, b: string, metric = 'tokens_total') =>
  comparisons.find((pair) => pair.metric === metric && pair.a === a && pair.b === b)

/**
 * In R, with lists alpha, beta and gamma of the values above:
 *   gm <- sapply(list(alpha, beta, gamma), function(f) sapply(f, function(x) mean(log(x)))); d <- gm[, 1] - gm[, 2]
 *   exp(d); exp(mean(d)); exp(t.test(d)$conf.int); wilcox.test(d, exact = TRUE)
 *   exp(t.test(log(alpha[[1]]), log(beta[[1]]))$conf.int)
 *   p.adjust(sapply(list(d, gm[, 1] - gm[, 3], gm[, 2] - gm[, 3]), function(x) wilcox.test(x, exact = TRUE)$p.value), "holm")
 *   signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), 6))); mean(abs(signs %*% d) >= abs(sum(d)) - 1e-9)
 *   se <- sd(d) / sqrt(6); pt((mean(d) + log(1.25)) / se, 5, lower.tail = FALSE)
 *   chi2 <- friedman.test(gm)$statistic; F <- 5 * chi2 / (6 * 2 - chi2); pf(F, 2, 10, lower.tail = FALSE)
 *   colMeans(t(apply(gm, 1, rank)))
 */
test('effects in tasks, their mean, its interval and the tests over six tasks agree with R', () => {
  const comparison = compareOverTasks(six)
  expect(TaskComparison.parse(comparison)).toEqual(comparison)
  const pair = pairOf(comparison, 'alpha', 'beta')
  expect(pair?.tasks.map(({ estimate }) => estimate)).toEqual(
    [
      0.685006710594442, 0.874375178307944, 0.704196794430292, 1.05822152974216, 0.68810833566793,
      0.788048346747422,
    ].map((ratio) => expect.closeTo(ratio, 10)),
  )
  expect(pair?.tasks[0]?.ci).toMatchObject({
    method: 'log_welch',
    lo: expect.closeTo(0.504399846870208, 10),
    hi: expect.closeTo(0.930282188765534, 10),
  })
  expect(pair).toMatchObject({
    n_tasks: 6,
    larger: 1,
    equal: 0,
    smaller: 5,
    estimate: expect.closeTo(0.789427335696796, 10),
    ci: {
      method: 'log_t',
      lo: expect.closeTo(0.658872818670763, 10),
      hi: expect.closeTo(0.945851005968955, 10),
    },
    signed_rank: {
      v: 1,
      p: expect.closeTo(0.0625, 12),
      p_adjusted: expect.closeTo(0.1875, 12),
      family_size: 3,
      smallest_p: 1 / 32,
      smallest_p_adjusted: 3 / 32,
    },
    p_sign_flip: expect.closeTo(0.0625, 12),
    equivalence: { p_tost: expect.closeTo(0.571303136688227, 10) },
    verdict: 'inconclusive',
  })
  expect(pairOf(comparison, 'beta', 'gamma')?.signed_rank.p_adjusted).toBeCloseTo(0.6875, 12)
  expect(comparison.rankings.find(({ metric }) => metric === 'tokens_total')).toMatchObject({
    mean_ranks: { alpha: expect.closeTo(4 / 3, 12), beta: 2.5, gamma: expect.closeTo(13 / 6, 12) },
    chi2: expect.closeTo(4.333333333333333, 10),
    p_chi_squared: expect.closeTo(0.114558843992688, 10),
    f: expect.closeTo(2.826086956521739, 10),
    df1: 2,
    df2: 10,
    p: expect.closeTo(0.106445345576343, 10),
  })
})

/** exactRankTests::wilcox.exact(c(.2, .4, .2, 0, .6, -.2))$p.value in R: 0.25 with ties; the effect of 0 is dropped. */
test('risk differences that differ by rounding alone are tied, and the test stays exact', () => {
  const passing = (framework: string, passed: number) =>
    [1, 2, 3, 4, 5].map((run) =>
      runRecord({ framework, run, steps: [{ id: 1, outcome: run <= passed ? 'passed' : 'failed' }] }),
    )
  const counts: [number, number][] = [
    [3, 2],
    [4, 2],
    [4, 3],
    [5, 5],
    [5, 2],
    [2, 3],
  ]
  const comparison = compareOverTasks(
    counts.map(([alpha, beta], index) =>
      task(`task${index}`, {}, { records: [...passing('alpha', alpha), ...passing('beta', beta)] }),
    ),
  )
  expect(pairOf(comparison, 'alpha', 'beta', 'success')).toMatchObject({
    larger: 4,
    equal: 1,
    smaller: 1,
    estimate: expect.closeTo(0.2, 10),
    signed_rank: { v: 13, p: expect.closeTo(0.25, 12) },
  })
})

test('a task without a value of one of the two is left out of that pair alone, and of the ranks', () => {
  const comparison = compareOverTasks([
    ...six.slice(1),
    task('partial', { alpha: [100, 110], gamma: [100, 120] }),
  ])
  const pair = pairOf(comparison, 'alpha', 'beta')
  expect(pair).toMatchObject({ n_tasks: 5, signed_rank: { smallest_p: 1 / 16 } })
  expect(pair?.tasks.at(-1)).toMatchObject({
    task: 'partial',
    n_a: 2,
    n_b: 0,
    estimate: null,
    reasons: { estimate: 'one_side_empty' },
  })
  expect(pairOf(comparison, 'alpha', 'gamma')?.n_tasks).toBe(6)
  expect(comparison.rankings.find(({ metric }) => metric === 'tokens_total')?.tasks).toHaveLength(5)
})

test('effects that are all the same have no interval, and say why; without any difference there is no test', () => {
  const twice = (name: string, tokens: number) =>
    task(name, { alpha: [tokens, tokens], beta: [2 * tokens, 2 * tokens], gamma: [tokens, tokens] })
  const comparison = compareOverTasks([twice('one', 50), twice('two', 70)])
  expect(TaskComparison.parse(comparison)).toEqual(comparison)
  expect(pairOf(comparison, 'alpha', 'beta')).toMatchObject({
    estimate: expect.closeTo(0.5, 10),
    ci: { lo: null, reasons: { lo: 'equal_effects' } },
    signed_rank: { p: 0.5 },
    verdict: 'inconclusive',
  })
  expect(pairOf(comparison, 'alpha', 'gamma')).toMatchObject({
    equal: 2,
    estimate: 1,
    signed_rank: { p: null },
    verdict: null,
    reasons: { verdict: 'equal_in_every_task' },
  })
  const ranking = comparison.rankings.find(({ metric }) => metric === 'tokens_total')
  expect(ranking).toMatchObject({ chi2: 4, f: null, reasons: { p: 'complete_agreement' } })
  expect(comparison.rankings.find(({ metric }) => metric === 'success')).toMatchObject({
    mean_ranks: { alpha: 2, beta: 2, gamma: 2 },
    chi2: null,
    reasons: { chi2: 'equal_in_every_task' },
  })
})

test('a framework that failed everywhere and has no usage has its success compared, and nothing else', () => {
  const failed = [1, 2].map((run) =>
    runRecord({
      framework: 'beta',
      run,
      steps: [{ id: 1, outcome: 'failed', phases: { generate: { input: null } } }],
    }),
  )
  const both = ['one', 'two'].map((name) => {
    const { records, ...others } = task(name, { alpha: [100, 110] })
    return { ...others, records: [...records, ...failed] }
  })
  const comparison = compareOverTasks(both)
  expect(TaskComparison.parse(comparison)).toEqual(comparison)
  expect(pairOf(comparison, 'alpha', 'beta')).toMatchObject({
    n_tasks: 0,
    estimate: null,
    signed_rank: { v: null, p: null, smallest_p: null },
    verdict: null,
    reasons: { estimate: 'no_common_task', verdict: 'no_common_task' },
  })
  expect(pairOf(comparison, 'alpha', 'beta', 'success')).toMatchObject({
    larger: 2,
    estimate: 1,
    ci: { lo: null, reasons: { lo: 'equal_effects' } },
    signed_rank: { p: 0.5 },
  })
})

test('models, options and metric definitions must agree; tasks differ, and a missing framework is no other one', () => {
  const one = task('one', {})
  const grave = (changes: Record<string, unknown>) =>
    differencesBetween([one, task('two', {}, { config: experimentConfig({ ...config, ...changes }) })])
      .filter(isGraveBetweenTasks)
      .map(({ what }) => what)
  expect(grave({ frameworks: ['alpha', 'beta'] })).toEqual([])
  expect(grave({ model: 'another' })).toEqual(['model'])
  expect(
    grave({ frameworks: ['alpha', 'beta', { id: 'gamma', adapter: 'gamma', options: { rounds: 3 } }] }),
  ).toEqual(['gamma'])
  expect(isSameTask(one, task('two', {}))).toBe(false)
  expect(isSameTask(one, { ...task('two', {}), prompts: one.prompts })).toBe(true)
})
