import { type MetricId, type MetricSummary, Results, type RunRecord } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { type FindingsInput, findResults } from '../src/index.ts'
import {
  COST_REASON,
  TOKENS_REASON,
  experimentConfig,
  runOfTokens,
  runRecord,
  usage,
} from './run-records.fixture.ts'

// Hand-computed: the expected numbers follow from the formulas with R's qt(.975, 2) and qnorm(.975).
const T2 = 4.302652729911275
const Z = 1.959963984540054
const SAMPLE = [100, 200, 400]

function find(records: RunRecord[], changes: Partial<FindingsInput> = {}): Results {
  const input = {
    config: experimentConfig(),
    configSha256: 'c'.repeat(64),
    inputSha256: 'd'.repeat(64),
    records,
    unfinished: [],
    ...changes,
  }
  return Results.parse(findResults(input))
}

function summary(results: Results, framework: string, metric: MetricId): MetricSummary {
  const found = results.summary[framework]?.[metric]
  if (!found) throw new Error(`no summary of ${metric} for ${framework}`)
  return found
}

const codes = (results: Results): string[] => results.notices.map(({ code }) => code)
const alphaOf = (tokens: readonly number[]): RunRecord[] =>
  tokens.map((count, index) => runOfTokens('alpha', index + 1, count))
const betaOf = (tokens: readonly number[]): RunRecord[] =>
  tokens.map((count, index) => runOfTokens('beta', index + 1, count))

test('a positive metric is summarised by its geometric mean with a log-t interval, and its mean with an interval by Olsson', () => {
  const tokens = summary(find(alphaOf(SAMPLE)), 'alpha', 'tokens_total')
  const logHalfWidth = (T2 * Math.LN2) / Math.sqrt(3)
  const sd = Math.sqrt(70_000 / 3)
  expect(tokens).toMatchObject({
    n: 3,
    n_missing: 0,
    estimand: 'geometric_mean',
    median: 200,
    min: 100,
    q1: 150,
    q3: 300,
    max: 400,
  })
  expect(tokens.mean).toBeCloseTo(700 / 3, 9)
  expect(tokens.sd).toBeCloseTo(sd, 9)
  expect(tokens.estimate).toBeCloseTo(200, 9)
  expect(tokens.ci).toMatchObject({ method: 'log_t', level: 0.95 })
  expect(tokens.ci.lo).toBeCloseTo(200 * Math.exp(-logHalfWidth), 6)
  expect(tokens.ci.hi).toBeCloseTo(200 * Math.exp(logHalfWidth), 6)
  // Of the logarithms the variance is ln(2)^2.
  const variance = Math.LN2 ** 2
  const olssonWidth = T2 * Math.sqrt(variance / 3 + variance ** 2 / 4)
  expect(tokens.mean_ci_olsson?.lo).toBeCloseTo(200 * Math.exp(variance / 2 - olssonWidth), 6)
  expect(tokens.gm_ci?.lo).toBe(tokens.ci.lo)
})

test('a count is summarised by its mean with a t interval', () => {
  const calls = [1, 2, 3].map((count, index) =>
    runRecord({ run: index + 1, steps: [{ id: 1, phases: { generate: { calls: count } } }] }),
  )
  const summarized = summary(find(calls), 'alpha', 'api_calls')
  expect(summarized).toMatchObject({ estimand: 'mean', estimate: 2, ci: { method: 't' } })
  expect(summarized.ci.hi).toBeCloseTo(2 + T2 / Math.sqrt(3), 9)
  expect(summarized.gm_ci).toBeUndefined()
})

test('autonomy is the share of steps without a question, of those the run came to', () => {
  const runs = [
    runRecord({ run: 1, steps: [{ id: 1, questions: ['approval', null] }, { id: 2 }, { id: 3 }, { id: 4 }] }),
    runRecord({
      run: 2,
      steps: [
        { id: 1, outcome: 'failed' },
        { id: 2, outcome: 'skipped' },
      ],
    }),
    runRecord({ run: 3, steps: [{ id: 1, questions: ['approval'] }] }),
  ]
  const autonomy = summary(find(runs), 'alpha', 'autr')
  expect(autonomy).toMatchObject({ type: 'real', estimand: 'mean', min: 0, median: 0.75, max: 1 })
  expect(find(runs).steps[0]?.interventions).toMatchObject({ n: 3, mean: 1 })
})

test('human effort weighs each question by the text that answered it', () => {
  const runs = [
    runRecord({
      run: 1,
      steps: [
        { id: 1, questions: ['approval', null] },
        { id: 2, questions: ['other'] },
      ],
    }),
    runRecord({ run: 2 }),
  ]
  const intervention_weights = { approval: 0.5, unanswered: 3 }
  const config = experimentConfig({ metrics: { primary: ['success'], intervention_weights } })
  expect(summary(find(runs, { config }), 'alpha', 'heu')).toMatchObject({ type: 'count0', min: 0, max: 4.5 })
  expect(summary(find(runs), 'alpha', 'heu')).toMatchObject({ min: 0, max: 3 })
})

test('success is a proportion with a Wilson interval', () => {
  const runs = [1, 2, 3].map((run) =>
    runRecord({ run, steps: [{ id: 1, outcome: run === 3 ? 'failed' : 'passed' }] }),
  )
  const success = summary(find(runs), 'alpha', 'success')
  expect(success).toMatchObject({ n: 3, estimand: 'proportion', ci: { method: 'wilson' } })
  expect(success.estimate).toBeCloseTo(2 / 3, 12)
  const centre = 2 / 3 + Z ** 2 / 6
  const spread = Z * Math.sqrt(2 / 27 + Z ** 2 / 36)
  expect(success.ci.lo).toBeCloseTo((centre - spread) / (1 + Z ** 2 / 3), 9)
  expect(success.ci.hi).toBeCloseTo((centre + spread) / (1 + Z ** 2 / 3), 9)
})

test("every pair is compared by A12 and Cliff's delta under every metric", () => {
  const results = find([...alphaOf(SAMPLE), ...betaOf([100, 300])])
  const tokens = results.comparisons.find(({ metric }) => metric === 'tokens_total')
  // 100 against 100 is a tie, 200 and 400 win over 100, 400 over 300: 3.5 of 6 pairs.
  expect(tokens).toMatchObject({ role: 'primary', a: 'alpha', b: 'beta', n_a: 3, n_b: 2, magnitude: 'small' })
  expect(tokens?.a12).toBeCloseTo(3.5 / 6, 12)
  expect(tokens?.cliffs_delta).toBeCloseTo(1 / 6, 12)
  expect(results.comparisons).toHaveLength(results.metrics.length)
})

test("the plan's metrics are primary, in its order, and all others secondary", () => {
  const { metrics } = find(alphaOf(SAMPLE), {
    config: experimentConfig({ metrics: { primary: ['success', 'tokens_total'] } }),
  })
  expect(metrics.slice(0, 3).map(({ id, role }) => `${id} ${role}`)).toEqual([
    'success primary',
    'tokens_total primary',
    'autr secondary',
  ])
})

test('a framework whose runs all failed has figures like any other', () => {
  const failed = [1, 2].map((run) =>
    runRecord({ run, steps: [{ id: 1, outcome: 'failed', reason: 'exit code 1' }] }),
  )
  const results = find(failed)
  expect(summary(results, 'alpha', 'success')).toMatchObject({ n: 2, estimate: 0, ci: { lo: 0 } })
  expect(summary(results, 'alpha', 'tokens_total')).toMatchObject({ n: 2, median: 110 })
  expect(results.frameworks[0]?.outcomes).toEqual({ failed: 2 })
  expect(results.runs[0]?.failure).toEqual({ step: 1, reason: 'exit code 1' })
})

test('one run has an estimate but no interval, and each null says why', () => {
  const tokens = summary(find(alphaOf([100])), 'alpha', 'tokens_total')
  expect(tokens).toMatchObject({
    n: 1,
    mean: 100,
    sd: null,
    degenerate: 'single',
    reasons: { sd: 'one_observation' },
  })
  expect(tokens.estimate).toBeCloseTo(100, 9)
  expect(tokens.ci).toEqual({
    method: 'log_t',
    level: 0.95,
    lo: null,
    hi: null,
    half_width: null,
    rel_half_width: null,
    coverage_note: 'fixed_n',
    reasons: {
      lo: 'one_observation',
      hi: 'one_observation',
      half_width: 'one_observation',
      rel_half_width: 'one_observation',
    },
  })
})

test('a framework without a run has nulls with reasons and no comparison', () => {
  const results = find(alphaOf(SAMPLE))
  expect(summary(results, 'beta', 'tokens_total')).toMatchObject({
    n: 0,
    n_missing: 0,
    estimate: null,
    reasons: { estimate: 'no_observations' },
  })
  expect(results.comparisons[0]).toMatchObject({
    n_b: 0,
    a12: null,
    magnitude: null,
    reasons: { a12: 'no_observations' },
  })
})

test('an unknown value is missing with its reason, not zero', () => {
  const unknown = runRecord({ run: 2, steps: [{ id: 1, phases: { generate: { input: null } } }] })
  const results = find([...alphaOf([100]), unknown])
  expect(summary(results, 'alpha', 'tokens_total')).toMatchObject({
    n: 1,
    n_missing: 1,
    mean: 100,
    missing: [{ reason: TOKENS_REASON, runs: [2] }],
  })
  expect(summary(results, 'alpha', 'cost_usd')).toMatchObject({
    n: 0,
    n_missing: 2,
    missing: [{ reason: COST_REASON, runs: [1, 2] }],
  })
  expect(results.runs[1]?.values.tokens_total).toBeNull()
  expect(results.runs[1]?.reasons.tokens_total).toBe(TOKENS_REASON)
  expect(codes(results)).toContain('missing_values')
  expect(results.steps[0]?.input_tokens).toEqual({
    n: 1,
    n_missing: 1,
    mean: 99,
    reasons: { n_missing: TOKENS_REASON },
  })
})

test('the scripted model is the first notice, word for word', () => {
  const results = find([runRecord({ run: 1, provider: 'scripted' })], {
    config: experimentConfig({ llm: { provider: 'scripted' } }),
  })
  expect(results.notices[0]).toEqual({
    code: 'scripted_model',
    message: 'Scripted model: not evidence about frameworks.',
  })
})

test('unequal, few and unfinished runs and differing success rates are noticed', () => {
  const failed = runRecord({ framework: 'beta', run: 1, steps: [{ id: 1, outcome: 'failed' }] })
  const results = find([...alphaOf([1, 2, 3, 4, 5].map((n) => n * 100)), failed])
  expect(codes(results)).toEqual(['plan_unfinished', 'few_runs', 'unequal_n', 'success_rates_differ'])
  expect(results.notices.find(({ code }) => code === 'few_runs')?.message).toContain('beta (1)')
  expect(results.notices.find(({ code }) => code === 'success_rates_differ')?.message).toContain(
    'alpha (5 of 5), beta (0 of 1)',
  )
})

test('a finished, even experiment has no notices', () => {
  const tokens = [110, 120, 130, 140, 150]
  expect(find([...alphaOf(tokens), ...betaOf(tokens)]).notices).toEqual([])
})

test('runs that ended at a limit are noticed, with how many of them', () => {
  const ended = (run: number, outcome: 'timed_out' | 'budget_exceeded') =>
    runRecord({ run, outcome, steps: [{ id: 1, outcome }] })
  const results = find([ended(1, 'timed_out'), ended(2, 'budget_exceeded'), ended(3, 'budget_exceeded')])
  const messages = results.notices.map(({ code, message }) => `${code}: ${message}`)
  expect(messages).toContainEqual(
    expect.stringContaining('timeouts: Runs ended at the time limit: alpha (1 of 3).'),
  )
  expect(messages).toContainEqual(
    expect.stringContaining('spent_budgets: Runs ended at their budget: alpha (2 of 3).'),
  )
  expect(results.frameworks[0]?.outcomes).toEqual({ timed_out: 1, budget_exceeded: 2 })
})

test('calls whose usage is estimated are noticed, with how many of them', () => {
  const runOf = (framework: string, estimated: number) =>
    runRecord({ framework, run: 1, steps: [{ id: 1, phases: { main: { calls: 10, estimated } } }] })
  expect(codes(find([runOf('alpha', 0)]))).not.toContain('estimated_usage')
  const results = find([runOf('alpha', 3), runOf('beta', 0)])
  expect(results.notices.find(({ code }) => code === 'estimated_usage')?.message).toContain(
    'partly estimated: alpha (3 of 10 calls).',
  )
  expect(results.totals.all).toMatchObject({ calls: 20, estimated_calls: 3 })
})

test('a framework that changed its version between runs is noticed', () => {
  const runs = ['1.0.0', '1.1.0'].map((version, index) =>
    runRecord({ run: index + 1, identity: { part: version } }),
  )
  const results = find(runs)
  expect(results.frameworks[0]?.identity).toEqual({ part: ['1.0.0', '1.1.0'] })
  expect(codes(results)).toContain('several_versions')
})

test("steps keep the id of the config at the place where they ran, with each phase's own tokens", () => {
  const steps = [
    {
      id: 3,
      name: 'Third',
      seconds: 4,
      phases: { plan: { input: 10, output: 1 }, build: { calls: 2, input: 30, output: 3 } },
    },
    { id: 1, name: 'First', seconds: 6 },
  ]
  const [first = { id: 3 }] = steps
  const stopped = runRecord({
    run: 2,
    steps: [
      { ...first, outcome: 'failed', seconds: 8 },
      { id: 1, name: 'First', outcome: 'skipped' },
    ],
  })
  const results = find([runRecord({ run: 1, steps }), stopped])
  expect(results.steps.map(({ step, execution_index }) => [step, execution_index])).toEqual([
    [3, 1],
    [1, 2],
  ])
  expect(results.steps[0]).toMatchObject({
    name: 'Third',
    outcomes: { passed: 1, failed: 1 },
    wall_seconds: { n: 2, mean: 6 },
  })
  expect(
    results.steps[0]?.phases.map(({ phase, usage: { input_tokens, calls } }) => [phase, input_tokens, calls]),
  ).toEqual([
    ['plan', 20, 2],
    ['build', 60, 4],
  ])
  // The run that was stopped never came to step 1.
  expect(results.steps[1]).toMatchObject({
    outcomes: { passed: 1, skipped: 1 },
    wall_seconds: { n: 1, mean: 6 },
  })
})

test('totals are what counted runs, abandoned attempts and unfinished runs spent, to the picodollar', () => {
  const priced = { calls: 2, input: 100, output: 10, picousd: 1_000_000_000_001 }
  const records = [
    runRecord({
      run: 1,
      steps: [{ id: 1, phases: { generate: priced } }],
      abandoned: [{ calls: 1, input: 7, output: 1, picousd: 3 }],
    }),
    runRecord({ run: 1, framework: 'beta', steps: [{ id: 1, phases: { generate: priced } }] }),
  ]
  const unfinished = [
    {
      framework: 'beta',
      run: 2,
      reason: 'cut off',
      usage: usage({ calls: 4, input: 1000, output: 100, picousd: 5 }),
    },
  ]
  const { totals, frameworks } = find(records, { unfinished })
  expect(totals.counted).toMatchObject({
    calls: 4,
    input_tokens: 200,
    output_tokens: 20,
    cost_picousd: 2_000_000_000_002,
  })
  expect(totals.abandoned).toMatchObject({ calls: 1, input_tokens: 7, cost_picousd: 3 })
  expect(totals.all).toMatchObject({
    calls: 9,
    input_tokens: 1207,
    output_tokens: 121,
    cost_picousd: 2_000_000_000_010,
  })
  expect(frameworks[1]).toMatchObject({
    runs: 1,
    unfinished_runs: [{ run: 2, reason: 'cut off' }],
    spending: { all: { calls: 6 } },
  })
  expect(frameworks[0]?.abandoned_attempts).toEqual([
    { run: 1, attempt: 1, reason: 'the provider answered 503' },
  ])
})

test('attempts that are no results do not count as runs', () => {
  expect(
    find([runRecord({ run: 1 }), runRecord({ run: 2, outcome: 'infrastructure' })]).frameworks[0]?.runs,
  ).toBe(1)
})

test('a framework that has runs but is gone from the config is still there', () => {
  const results = find([
    runRecord({ run: 1 }),
    runRecord({ framework: 'removed', adapter: 'direct', run: 1 }),
  ])
  expect(results.frameworks.map(({ id, runs }) => [id, runs])).toEqual([
    ['alpha', 1],
    ['beta', 0],
    ['removed', 1],
  ])
  expect(results.totals.all.calls).toBe(2)
})

test('the order in which runs finished does not show: the same runs give the same bytes', () => {
  const records = [...alphaOf([120, 310, 155]), ...betaOf([90, 400, 222])]
  expect(JSON.stringify(find(records.toReversed()))).toBe(JSON.stringify(find(records)))
})

test('the schema refuses a null that has no reason beside it', () => {
  const results = find(alphaOf([100]))
  const tokens = summary(results, 'alpha', 'tokens_total')
  const bare = { ...results, summary: { alpha: { tokens_total: { ...tokens, reasons: {} } } } }
  expect(Results.safeParse(bare).error?.issues[0]).toMatchObject({
    path: ['summary', 'alpha', 'tokens_total', 'sd'],
    message: 'null, and no reason beside it',
  })
})
