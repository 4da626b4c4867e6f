import { expect, test } from 'vitest'
import { type PlanRequest, fisherPower, fisherSampleSize, planRuns, wilsonSampleSize } from '../src/index.ts'
import { experimentConfig, runOfTokens, runRecord } from './run-records.fixture.ts'

const ALPHA = [100, 120, 90, 150, 110, 105]
const BETA = [200, 260, 190, 300, 250, 205]
const pilot = [
  ...ALPHA.map((tokens, index) => runOfTokens('alpha', index + 1, tokens)),
  ...BETA.map((tokens, index) => runOfTokens('beta', index + 1, tokens)),
]

const plan = (changes: Partial<PlanRequest>) =>
  planRuns({
    config: experimentConfig(),
    records: [],
    goal: { kind: 'ratio', ratio: 1.25, power: 0.8 },
    metrics: ['tokens_total'],
    given: {},
    alpha: 0.05,
    ...changes,
  })

test('with an assumed cv the runs for a ratio are those of R’s power.t.test on the logarithms', () => {
  // power.t.test(delta = log(1.25), sd = sqrt(log(1 + .3^2)), sig.level = .05/m, power = .8)$n: 28.2 and 37.7.
  expect(plan({ given: { cv: 0.3 } })).toMatchObject({ runs: 29, family: { size: 1 } })
  const corrected = plan({ given: { cv: 0.3 }, family: 3 })
  expect(corrected).toMatchObject({ runs: 38, family: { size: 3, alpha: 0.05 / 3 } })
  expect(corrected.metrics[0]?.at.find(({ runs }) => runs === 20)?.value).toBeCloseTo(0.46780471483, 7)
})

test('a ratio and its reciprocal need the same', () => {
  const goal = (ratio: number) => ({
    goal: { kind: 'ratio' as const, ratio, power: 0.9 },
    given: { sdLog: 0.4 },
  })
  expect(plan(goal(0.8)).runs).toBe(plan(goal(1.25)).runs)
})

test('of a pilot the upper bounds of the spread are taken, and its effect is not looked at', () => {
  // s * sqrt((n-1)/qchisq(.2, n-1)) of the logarithms; their root mean square as sd of power.t.test at .05/2: 27.1.
  const { metrics, runs, total } = plan({ records: pilot, family: 2 })
  expect(metrics[0]?.spread?.pilot).toMatchObject([
    {
      framework: 'alpha',
      n: 6,
      estimate: expect.closeTo(0.175946513616, 10),
      bound: expect.closeTo(0.257053006644, 9),
    },
    {
      framework: 'beta',
      n: 6,
      estimate: expect.closeTo(0.179859669745, 10),
      bound: expect.closeTo(0.262770019888, 9),
    },
  ])
  expect(metrics[0]?.effect).toEqual({ d: expect.closeTo(0.8584846991, 8) })
  expect({ runs, total }).toEqual({ runs: 28, total: { all: 56, finished: 12, left: 44 } })
  const further = pilot.map((record) =>
    record.framework === 'beta' ? runOfTokens('beta', record.run, 10 * (BETA[record.run - 1] ?? 0)) : record,
  )
  expect(plan({ records: further, family: 2 }).runs).toBe(28)
})

test('precision is planned on the scale of the type: log-t for tokens, Wilson for success', () => {
  const goal = { kind: 'precision' as const, half_width: 0.1 }
  // The smallest n with qt(.975, n-1) * .26277/sqrt(n) <= log(1.1).
  expect(plan({ records: pilot, goal }).runs).toBe(32)
  expect(plan({ goal, metrics: ['success'], given: { baseRate: 0.5 } }).runs).toBe(
    wilsonSampleSize(0.5, 0.1, 0.95),
  )
})

test('success is planned by enumeration of Fisher’s test at the rate nearest to 1/2 that the pilot allows', () => {
  // All six succeeded: the lower end of the Wilson interval at 60 %.
  const { metrics } = plan({ records: pilot, metrics: ['success'], family: 1 })
  expect(metrics[0]).toMatchObject({
    method: 'fisher',
    effect: { rates: [expect.closeTo(0.894410875524, 9), expect.closeTo(0.894410875524 / 1.25, 9)] },
    runs: fisherSampleSize(0.894410875524, 0.894410875524 / 1.25, 0.8).value,
  })
})

test('Fisher’s power is that of the sum over all tables of R’s fisher.test, and the runs hold from there on', () => {
  expect(fisherPower(0.9, 0.6, 20)).toBeCloseTo(0.4920329563603535, 12)
  expect(fisherPower(0.8, 0.64, 30, 0.01)).toBeCloseTo(0.0624508522771842, 12)
  // By the same sum: .785 at 35, .800 at 36, then always more.
  expect(fisherSampleSize(0.9, 0.6, 0.8)).toEqual({ value: 36 })
  expect(fisherPower(0.9, 0.6, 35)).toBeLessThan(0.8)
  expect(fisherSampleSize(0.9, 0.89, 0.8)).toEqual({ value: null, reason: 'too_many_observations' })
})

test('a count with zeros is planned for the rank test, relative to its mean', () => {
  // power.t.test(delta = .25, sd = .3, power = .8): 24 runs, times pi/3.
  expect(plan({ metrics: ['heu'], given: { cv: 0.3 } })).toMatchObject({
    runs: 26,
    metrics: [{ method: 'brunner_munzel' }],
  })
})

test('runs without a value are made up for, and cost and time are those of the finished runs', () => {
  const known = (framework: string, run: number, tokens: number | null) =>
    runRecord({
      framework,
      run,
      steps: [{ id: 1, seconds: 90, phases: { generate: { input: tokens, output: 1, picousd: 2e12 } } }],
    })
  const records = ALPHA.flatMap((tokens, index) => [
    known('alpha', index + 1, tokens),
    known('beta', index + 1, index < 3 ? tokens : null),
  ])
  const { metrics, runs, cost_usd, hours } = plan({ records, given: { sdLog: 0.3 } })
  // 29.3 without missing ones, half of the runs of beta being missing.
  expect({ missing: metrics[0]?.missing, runs }).toEqual({ missing: 0.5, runs: 60 })
  expect(cost_usd).toEqual({ all: 240, left: 216 })
  expect(hours).toEqual({ all: 3, left: 2.7 })
  expect(plan({ records, given: { sdLog: 0.3, missing: 0, usd: 1, seconds: 60 } })).toMatchObject({
    runs: 30,
    cost_usd: { all: 60 },
    hours: { all: 1 },
  })
})

test('what cannot be told is null with a reason, for one metric and for all', () => {
  const { metrics, runs, cost_usd } = plan({
    metrics: ['tokens_total', 'success', 'heu'],
    given: { baseRate: 0.8 },
  })
  expect(metrics.map(({ reason }) => reason)).toEqual([
    'no framework has two finished runs with a value: give --sd-log or --cv',
    undefined,
    'no framework has two finished runs with a value: give --cv',
  ])
  expect(runs).toBeGreaterThan(100)
  expect(cost_usd).toEqual({ all: null, left: null, reason: 'alpha: no finished run' })
  const constant = [1, 2, 3].map((run) => runOfTokens('alpha', run, 100))
  expect(plan({ records: constant })).toMatchObject({
    runs: null,
    total: null,
    metrics: [{ runs: null, reason: 'all values of the pilot are the same: give --sd-log or --cv' }],
  })
})
