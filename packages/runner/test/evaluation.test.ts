import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readStepEvaluations } from '@genai-devbench/evaluation'
import { probeBubblewrap } from '@genai-devbench/sandbox'
import type { RunEvent } from '@genai-devbench/schema'
import { readEvaluations } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { evaluateExperiment } from '../src/index.ts'
import { type Fixture, experiment, script, step } from './experiment.fixture.ts'

const probe = await probeBubblewrap()
const unavailable = 'reason' in probe ? probe.reason : undefined
if (unavailable) console.log(`Skipped: ${unavailable}.`)

/** An application that says at which step it was written. */
const APP = `require('node:http').createServer((_, response) => response.end(STEP)).listen(process.env.PORT, '127.0.0.1')`
const WRITES_APP = `(await import('node:fs')).writeFileSync('app.cjs', ${JSON.stringify(APP)}.replace('STEP', JSON.stringify(process.env.STEP)))`

const checkThat = (title: string, expected: string): string => `
  import assert from 'node:assert/strict'
  import { test } from 'node:test'
  test('${title}', async () => assert.match(await (await fetch(process.env.BASE_URL)).text(), ${expected}))`

async function evaluated(source: string, settings: Record<string, unknown> = {}): Promise<Fixture> {
  const fixture = await experiment({
    frameworks: [script('writer', source)],
    steps: [step(1), step(2), step(3, false)],
    acceptance: { start: { command: 'exec node app.cjs' }, timeouts: { start: 20 } },
    ...settings,
  })
  const checks = join(fixture.paths.config, 'acceptance')
  await mkdir(checks)
  await writeFile(join(checks, '1.test.mjs'), checkThat('answers with step 1', '/1/'))
  await writeFile(join(checks, '2.test.mjs'), checkThat('answers with a step', '/[0-9]/'))
  return fixture
}

const again = (fixture: Fixture, options: { again?: boolean } = {}) => {
  const events: RunEvent[] = []
  return evaluateExperiment(fixture.paths, {
    again: options.again ?? false,
    env: process.env,
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
  }).then((runs) => ({ runs, events }))
}

describe.skipIf(unavailable)('a run whose config has it evaluated', () => {
  test('is evaluated after each step, outside the time of the steps; what was forgotten is made up for', async () => {
    await using fixture = await evaluated(WRITES_APP)
    const { paths } = fixture
    const { events } = await fixture.run()
    const told = events.filter(({ type }) => /^(step|evaluation|run)_/.test(type)).map(({ type }) => type)
    const oneStep = ['step_started', 'step_finished', 'evaluation_started', 'evaluation_finished']
    expect(told).toEqual(['run_started', ...oneStep, ...oneStep, 'run_finished'])
    const run = paths.run('writer', 1)
    const steps = await readStepEvaluations(run)
    expect(steps.map(({ checks }) => checks.map(({ outcome }) => outcome))).toEqual([
      ['passed'],
      ['failed', 'passed'],
    ])
    expect(steps[1]?.regressions).toEqual([{ step: 1, title: 'answers with step 1' }])
    const record = await fixture.record('writer', 1)
    const line = readEvaluations(paths, [record]).get('writer#1')
    expect(line).toMatchObject({
      checks: { passed: 1, total: 2 },
      functionality: { value: 0.5 },
      executable_step_rate: { value: 1 },
      regressions: { value: 1 },
      migration_continuity: { value: null },
    })

    // As if the runner had been killed between the record and the evaluation.
    await rm(paths.evaluations)
    await rm(run.stepEvaluation(2))
    expect((await fixture.run()).events.map(({ type }) => type)).toContain('evaluation_finished')
    expect(readEvaluations(paths, [record]).get('writer#1')).toEqual({
      ...line,
      evaluated_at: expect.any(String),
    })

    // What can be had from the files of the steps needs no evaluation.
    await rm(paths.evaluations)
    const derived = await again(fixture)
    expect(derived.events).toEqual([])
    expect(derived.runs).toMatchObject([{ isNew: false, evaluation: { checks: { passed: 1, total: 2 } } }])
    expect(existsSync(paths.evaluations)).toBe(true)

    // Other checks.
    await writeFile(join(paths.config, 'acceptance', '2.test.mjs'), checkThat('is of step 2', '/2/'))
    expect((await again(fixture)).runs).toMatchObject([{ isNew: true }])
    expect((await again(fixture)).runs).toMatchObject([{ isNew: false }])
    expect((await again(fixture, { again: true })).runs).toMatchObject([{ isNew: true }])
  })

  test('that fails at its first step counts the checks of all enabled steps', async () => {
    await using fixture = await evaluated(`${WRITES_APP}; process.exit(3)`)
    await fixture.run()
    const record = await fixture.record('writer', 1)
    expect(readEvaluations(fixture.paths, [record]).get('writer#1')).toMatchObject({
      checks: { passed: 1, total: 2 },
      executable_step_rate: { value: 0.5 },
      steps_evaluated: 1,
      steps_enabled: 2,
    })
  })

  test('is finished when it is stopped during its evaluation, which the next call makes up for', async () => {
    await using fixture = await evaluated(WRITES_APP, {
      acceptance: { when: 'last_step', start: { command: 'exec node app.cjs' } },
    })
    const stop = new AbortController()
    await fixture.run({
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'evaluation_started') stop.abort()
      },
    })
    const record = await fixture.record('writer', 1)
    expect(record.outcome).toBe('completed')
    expect(existsSync(fixture.paths.evaluations)).toBe(false)
    const { events } = await fixture.run()
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'evaluation_finished', passed: 1, checks: 2 }),
    )
    expect(readEvaluations(fixture.paths, [record]).get('writer#1')).toMatchObject({
      functionality: { value: 0.5 },
      executable_step_rate: { value: null, reason: 'the project was not evaluated after step 1' },
    })
  })

  test('has a history of which each state can be evaluated again', async () => {
    const settings = {
      history: { preserve: true },
      acceptance: { when: 'never', start: { command: 'exec node app.cjs' } },
    }
    await using fixture = await evaluated(WRITES_APP, settings)
    const { events } = await fixture.run()
    expect(events.map(({ type }) => type)).not.toContain('evaluation_started')
    const { runs } = await again(fixture)
    expect(runs).toMatchObject([{ evaluation: { steps_evaluated: 2, regressions: { value: 1 } } }])
  })
})

test('a fault of the evaluation is a reason, and no fault of the run', async () => {
  await using fixture = await evaluated(WRITES_APP)
  const path = process.env['PATH']
  try {
    // Without bubblewrap.
    process.env['PATH'] = '/nowhere'
    const { events } = await fixture.run()
    expect(events.filter(({ type }) => type === 'evaluation_unavailable')).toHaveLength(1)
  } finally {
    process.env['PATH'] = path
  }
  const record = await fixture.record('writer', 1)
  expect(record.outcome).toBe('completed')
  expect(readEvaluations(fixture.paths, [record]).get('writer#1')).toMatchObject({
    not_evaluated: expect.stringContaining('bubblewrap (bwrap) is not installed'),
  })
  expect(await readFile(fixture.paths.evaluations, 'utf8')).toMatch(/^[^\n]*\n$/)
})

test('rules for code that a linter does not know are found before the first run', async () => {
  const code_quality = { ruff: { select: ['F', 'ZZZ'] } }
  await using fixture = await experiment({
    frameworks: [script('writer', '')],
    metrics: { primary: ['tokens_total'], code_quality },
  })
  const failed = await fixture.run().catch((error: unknown) => error)
  expect(failed).toMatchObject({
    problems: [
      { path: 'metrics.code_quality.ruff', message: 'ruff: Unknown rule selector `ZZZ` in `select`.' },
    ],
  })
  expect(existsSync(join(fixture.paths.runs, 'writer'))).toBe(false)
})
