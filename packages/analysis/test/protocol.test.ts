import {
  type Amendment,
  type ExperimentConfig,
  type MetricId,
  type MetricSummary,
  Results,
  type RunRecord,
  type Seal,
} from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FindingsInput, findResults } from '../src/index.ts'
import { experimentConfig, runOfTokens, runRecord } from './run-records.fixture.ts'
import { numbersIn } from './statistics/samples.ts'

const HASH = 'c'.repeat(64)
const OTHER_HASH = 'e'.repeat(64)

function find(records: RunRecord[], changes: Partial<FindingsInput> = {}): Results {
  return Results.parse(
    findResults({
      config: experimentConfig(),
      configSha256: HASH,
      inputSha256: 'd'.repeat(64),
      records,
      unfinished: [],
      ...changes,
    }),
  )
}

const runsOf = (framework: string, tokens: readonly number[]): RunRecord[] =>
  tokens.map((count, index) => runOfTokens(framework, index + 1, count))

const three = { frameworks: ['alpha', 'beta', 'gamma'] }

function summary(results: Results, framework: string, metric: MetricId): MetricSummary {
  const found = results.summary[framework]?.[metric]
  if (!found) throw new Error(`no summary of ${metric} for ${framework}`)
  return found
}

const ALPHA = [1100, 1200, 1350, 1500, 1250, 1400]
const BETA = [2100, 2300, 2500, 2900, 2450, 2650]
const GAMMA = [1150, 1180, 1320, 1480, 1290, 1410]

test('all pairs under all primary metrics are one family: Holm, and as many simultaneous intervals', () => {
  const config = experimentConfig({ ...three, metrics: { primary: ['tokens_total', 'success'] } })
  const { comparisons } = find(
    [...runsOf('alpha', ALPHA), ...runsOf('beta', BETA), ...runsOf('gamma', GAMMA)],
    {
      config,
    },
  )
  const primary = comparisons.filter(({ role }) => role === 'primary')
  expect(primary).toHaveLength(6)
  for (const { test: declared, ci, ci_simultaneous } of primary) {
    expect(declared).toMatchObject({ adjust: 'holm', family_size: 6 })
    expect(declared.p_adjusted).toBeGreaterThanOrEqual(declared.p ?? 0)
    expect(ci_simultaneous?.m).toBe(6)
    expect(ci_simultaneous?.level).toBeCloseTo(1 - 0.05 / 6, 12)
    expect(ci_simultaneous?.lo).toBeLessThanOrEqual(ci.lo ?? 0)
  }
  const [first] = primary
  // Holm's first step is Bonferroni's, which the simultaneous interval agrees with.
  expect(first).toMatchObject({ a: 'alpha', b: 'beta', verdict: 'different' })
  expect(first?.ci_simultaneous?.hi).toBeLessThan(1)
  expect(comparisons.find(({ role }) => role === 'secondary')?.test.adjust).toBe('bh')
})

test('three frameworks have omnibus tests, two have none', () => {
  const two = [...runsOf('alpha', ALPHA), ...runsOf('beta', BETA)]
  expect(find(two).omnibus).toEqual({})
  const { omnibus } = find([...two, ...runsOf('gamma', GAMMA)], { config: experimentConfig(three) })
  expect(omnibus.tokens_total).toMatchObject({
    frameworks: ['alpha', 'beta', 'gamma'],
    welch_anova: { df1: 2 },
    kruskal_wallis: { df: 2 },
  })
  expect(omnibus.success?.welch_anova).toMatchObject({ p: null, reasons: { p: 'not_for_binary' } })
})

test('the margin is the declared one, 0.8 to 1.25 for positive metrics without one, and none for others', () => {
  const config = experimentConfig({
    metrics: { primary: ['tokens_total', 'wall_seconds', 'success'], sesoi: { tokens_total: 1.5 } },
  })
  const { comparisons } = find([...runsOf('alpha', ALPHA), ...runsOf('beta', ALPHA)], { config })
  const margins = comparisons
    .slice(0, 3)
    .map(({ equivalence: { margin_lo, margin_hi } }) => [margin_lo, margin_hi])
  expect(margins).toEqual([
    [1 / 1.5, 1.5],
    [0.8, 1.25],
    [null, null],
  ])
  expect(comparisons[0]).toMatchObject({ estimate: 1, verdict: 'equivalent' })
  expect(comparisons[2]).toMatchObject({
    verdict: 'inconclusive',
    equivalence: { reasons: { p_tost: 'no_margin' } },
  })
})

const cutOff = (framework: string, run: number): RunRecord =>
  runRecord({ framework, run, outcome: 'timed_out', steps: [{ id: 1, outcome: 'timed_out', seconds: 60 }] })

test('runs that met a limit are censored, and success rates that differ are flagged on every other metric', () => {
  const { summary: summaries, comparisons } = find([
    ...runsOf('alpha', ALPHA),
    ...runsOf('beta', BETA.slice(0, 5)),
    cutOff('beta', 6),
  ])
  expect(summaries['beta']?.wall_seconds?.n_censored).toBe(1)
  expect(summaries['beta']?.success?.n_censored).toBe(0)
  const warnings = Object.fromEntries(comparisons.map(({ metric, warnings: own }) => [metric, own]))
  expect(warnings['wall_seconds']).toEqual(['survivorship', 'censored'])
  expect(warnings['success']).not.toContain('survivorship')
})

test('where a run did not complete, the completed ones are a part of their own', () => {
  const records = [...runsOf('alpha', ALPHA), ...runsOf('beta', BETA.slice(0, 5)), cutOff('beta', 6)]
  const { per_protocol: part } = find(records)
  expect(part?.runs).toEqual({ alpha: 6, beta: 5 })
  expect(part?.summary['beta']?.tokens_total).toMatchObject({ n: 5, n_censored: 0 })
  expect(part?.comparisons.map(({ metric }) => metric)).toEqual(['tokens_total', 'wall_seconds'])
  expect(find([...runsOf('alpha', ALPHA), ...runsOf('beta', BETA)]).per_protocol).toBeUndefined()
})

test('no framework completed a run: every success figure is there, and the part of completed runs is empty', () => {
  const results = find([cutOff('alpha', 1), cutOff('alpha', 2), cutOff('beta', 1), cutOff('beta', 2)])
  expect(summary(results, 'alpha', 'success')).toMatchObject({ estimate: 0, degenerate: 'constant' })
  expect(results.per_protocol?.summary['alpha']?.tokens_total).toMatchObject({
    n: 0,
    reasons: { estimate: 'no_observations' },
  })
})

test('runs with the same calls and tokens throughout are told of; a few tokens alike are chance', () => {
  const repeated = (output: number) =>
    [1, 2, 3].map((run) =>
      runRecord({ run, steps: [{ id: 1, phases: { generate: { input: 900, output } } }] }),
    )
  const { notices, comparisons } = find([...repeated(400), ...runsOf('beta', BETA)])
  expect(notices.find(({ code }) => code === 'pseudo_replication')?.message).toContain('alpha (2 of 3)')
  expect(comparisons[0]?.warnings).toContain('pseudo_replication')
  expect(find([...repeated(3), ...runsOf('beta', BETA)]).notices.map(({ code }) => code)).not.toContain(
    'pseudo_replication',
  )
})

test.each([
  ['fixed', { mode: 'fixed', max_runs: 6 }, 'log_t', 'fixed_n'],
  ['sequential', { mode: 'sequential', batch: 1 }, 'log_t', 'approximate_sequential'],
  ['two_stage', { mode: 'two_stage' }, 'log_stein', 'two_stage'],
  ['anytime', { mode: 'anytime', batch: 1 }, 'log_t_sequence', 'anytime'],
])('%s: the interval fits how the number of runs was found', (_, rule, method, coverage_note) => {
  const targets = { min_runs: 5, max_runs: 20, metrics: [{ metric: 'tokens_total', target: 0.01 }] }
  const stopping = rule.mode === 'fixed' ? rule : { ...targets, ...rule }
  const results = find(runsOf('alpha', [...ALPHA, 1300, 1310, 1290, 1280, 1270, 1320]), {
    config: experimentConfig({ stopping }),
  })
  const tokens = summary(results, 'alpha', 'tokens_total')
  expect(tokens.ci).toMatchObject({ method, coverage_note })
  expect(tokens.ci.lo).toBeLessThan(tokens.estimate ?? 0)
  expect(tokens.ci.hi).toBeGreaterThan(tokens.estimate ?? 0)
  expect(tokens.anytime_ci === undefined).toBe(rule.mode !== 'anytime')
  if (tokens.anytime_ci) expect(tokens.anytime_ci.lo).toBe(tokens.ci.lo)
})

test('anytime: the effect of a pair has an interval from two sequences, wider than that of a fixed n', () => {
  const targets = [{ metric: 'tokens_total', target: 0.01 }]
  const config = experimentConfig({
    stopping: { mode: 'anytime', min_runs: 5, max_runs: 20, batch: 1, metrics: targets },
  })
  const twice = [...runsOf('alpha', [...ALPHA, ...GAMMA]), ...runsOf('beta', [...BETA, ...BETA])]
  const { comparisons } = find(twice, { config })
  const ratio = comparisons.find(({ metric }) => metric === 'tokens_total')
  expect(ratio?.ci_anytime).toMatchObject({ method: 'two_sequences', level: 0.95 })
  expect(ratio?.ci_anytime?.lo).toBeLessThan(ratio?.ci.lo ?? 0)
  expect(ratio?.ci_anytime?.hi).toBeGreaterThan(ratio?.ci.hi ?? Infinity)
  // Both passed always, so that neither end is nearer.
  const success = comparisons.find(({ metric }) => metric === 'success')
  expect(success?.ci_anytime?.lo).toBeCloseTo(-(success?.ci_anytime?.hi ?? 0), 12)
})

const seal = (config: ExperimentConfig): Seal => ({
  schema_version: 1,
  sealed_at: '2026-01-01T00:00:00.000Z',
  config_sha256: HASH,
  files: {},
  plan: { primary_metrics: ['success'], sesoi: { success: 0.2 }, stopping: config.stopping },
})

test('the plan of the first run stays the plan, whatever the configuration says by now', () => {
  const config = experimentConfig({ metrics: { primary: ['tokens_total'] } })
  const amendment: Amendment = {
    schema_version: 1,
    amended_at: '2026-01-01T00:02:30.000Z',
    reason: 'tokens matter more',
    from_config_sha256: HASH,
    to_config_sha256: OTHER_HASH,
    changed_files: ['config.yaml'],
    files: {},
  }
  const records = [1, 2, 3, 4].flatMap((run) =>
    ['alpha', 'beta'].map((framework) =>
      runRecord({ framework, run, config_sha256: run <= 2 ? HASH : OTHER_HASH }),
    ),
  )
  const results = find(records, { config, seal: seal(config), amendments: [amendment] })
  expect(results.plan).toMatchObject({
    source: 'seal',
    primary_metrics: ['success'],
    sesoi: { success: 0.2 },
    amendments: [
      { reason: 'tokens matter more', runs_before: { alpha: 2, beta: 2 }, runs_after: { alpha: 2, beta: 2 } },
    ],
  })
  expect(results.metrics[0]).toMatchObject({ id: 'success', role: 'primary' })
  expect(results.metrics.find(({ id }) => id === 'tokens_total')?.role).toBe('secondary')
  const codes = results.notices.map(({ code }) => code)
  expect(codes).toContain('amended')
  // Declared, so no surprise.
  expect(codes).not.toContain('several_configurations')
  expect(results.configurations?.map(({ config_sha256, runs }) => [config_sha256, runs['alpha']])).toEqual([
    [HASH, 2],
    [OTHER_HASH, 2],
  ])
})

test('whatever the runs are, results hold no NaN or Infinity, and their order does not show', () => {
  const outcome = fc.constantFrom('passed' as const, 'failed' as const, 'timed_out' as const)
  const sketch = fc.record({
    framework: fc.constantFrom('alpha', 'beta', 'gamma'),
    outcome,
    seconds: fc.constantFrom(0, 1, 2.5, 400),
    calls: fc.nat(3),
    tokens: fc.constantFrom(null, 0, 1, 100, 5000),
    mode: fc.nat(1),
  })
  const stopping = fc.constantFrom<object>(
    { mode: 'fixed', max_runs: 4 },
    {
      mode: 'anytime',
      min_runs: 5,
      max_runs: 20,
      batch: 5,
      metrics: [{ metric: 'success', target: 0.1 }],
    },
  )
  fc.assert(
    fc.property(fc.array(sketch, { minLength: 1, maxLength: 14 }), stopping, (sketches, rule) => {
      const records = sketches.map(({ framework, outcome: ended, seconds, calls, tokens }, index) =>
        runRecord({
          framework,
          run: index + 1,
          outcome: ended === 'passed' ? 'completed' : ended,
          steps: [
            { id: 1, outcome: ended, seconds, phases: { main: { calls, input: tokens, output: tokens } } },
          ],
        }),
      )
      const config = experimentConfig({ ...three, stopping: rule })
      const results = find(records, { config })
      expect(numbersIn(results).every(Number.isFinite)).toBe(true)
      expect(JSON.stringify(find(records.toReversed(), { config }))).toBe(JSON.stringify(results))
    }),
    { numRuns: 25 },
  )
})

test('frameworks under other names have the same figures', () => {
  const named = (a: string, b: string): Results =>
    find([...runsOf(a, ALPHA), ...runsOf(b, BETA)], { config: experimentConfig({ frameworks: [a, b] }) })
  const renamed = JSON.stringify(named('one', 'two'))
    .replaceAll('"one"', '"alpha"')
    .replaceAll('"two"', '"beta"')
  expect(JSON.parse(renamed).comparisons).toEqual(named('alpha', 'beta').comparisons)
})
