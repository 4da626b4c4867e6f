import type { MetricId, RunEvaluation } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { metricValue } from '../src/index.ts'
import { evaluatedRun } from './evaluated-run.fixture.ts'
import { experimentConfig, runRecord } from './run-records.fixture.ts'

const WEIGHTS = { functionality: 0.5, code_quality: 0.2, documentation: 0.1, test_coverage: 0.2 }
const NO_TESTS = { value: null, reason: 'the project has no tests' }

const record = runRecord({
  framework: 'alpha',
  run: 1,
  steps: [{ id: 1, phases: { generate: { picousd: 5e11 } } }],
})
const unpriced = runRecord({ framework: 'alpha', run: 1, steps: [{ id: 1, phases: { generate: {} } }] })

const value = (
  metric: MetricId,
  evaluation: RunEvaluation | undefined,
  {
    metrics = {},
    acceptance = {},
    of = record,
  }: { metrics?: object; acceptance?: object; of?: typeof record } = {},
) =>
  metricValue(
    of,
    metric,
    experimentConfig({ metrics: { primary: ['success'], weights: WEIGHTS, ...metrics }, acceptance }),
    evaluation,
  )

test('what an evaluation holds is the value, with its reason where there is none', () => {
  expect(value('functionality', evaluatedRun())).toMatchObject({ value: 0.75 })
  expect(value('regressions', evaluatedRun())).toMatchObject({ value: 2 })
  expect(value('migration_continuity', evaluatedRun())).toEqual({
    value: null,
    reason: 'it is the first step',
  })
})

test('a run without an evaluation says why it has none', () => {
  expect(value('functionality', undefined)).toEqual({ value: null, reason: 'not evaluated' })
  expect(value('quality_score', undefined, { acceptance: { when: 'never' } })).toEqual({
    value: null,
    reason: 'not evaluated: acceptance.when is never',
  })
  const { schema_version, framework, run, run_started_at, evaluated_at } = evaluatedRun()
  const not_evaluated = 'there is no sandbox'
  const without = { schema_version, framework, run, run_started_at, evaluated_at, not_evaluated }
  expect(value('code_quality', without)).toEqual({
    value: null,
    reason: 'not evaluated: there is no sandbox',
  })
})

test('the quality score is the weighted mean of its parts', () => {
  expect(value('quality_score', evaluatedRun()).value).toBeCloseTo(0.5 * 0.75 + 0.2 * 0.5 + 0.1 * 1)
  expect(value('quality_score', evaluatedRun(), { metrics: { weights: undefined } })).toEqual({
    value: null,
    reason: 'metrics.weights is not given',
  })
})

test('without one of its parts it is unknown, unless the others may share its weight', () => {
  const untested = evaluatedRun({ test_coverage: NO_TESTS })
  expect(value('quality_score', untested)).toEqual({
    value: null,
    reason: 'a part is unknown (test_coverage: the project has no tests)',
  })
  const shared = value('quality_score', untested, { metrics: { renormalize: true } })
  expect(shared.value).toBeCloseTo((0.5 * 0.75 + 0.2 * 0.5 + 0.1 * 1) / 0.8)
})

test('a part of weight 0 need not be known', () => {
  const weights = { functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0 }
  expect(
    value('quality_score', evaluatedRun({ test_coverage: NO_TESTS }), { metrics: { weights } }).value,
  ).toBe(0.75)
})

test('quality per dollar is unknown where the cost is', () => {
  const quality = value('quality_score', evaluatedRun()).value ?? Number.NaN
  expect(value('quality_per_usd', evaluatedRun()).value).toBeCloseTo(quality / 0.5)
  expect(value('quality_per_usd', evaluatedRun(), { of: unpriced }).value).toBeNull()
})
