import { appendFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { limitStep, overBudget } from '../src/step/step-limits.ts'
import { BudgetExceeded } from '@genai-devbench/gateway'
import { ASK_MODEL, type Fixture, experiment, script, step } from './experiment.fixture.ts'

/** With a limit that the scripted model's answers keep to: it does not look at it. */
const ASK = ASK_MODEL.replace("model: 'whatever", "max_tokens: 1000, model: 'whatever")
const times = (count: number, source: string) => `for (let i = 0; i < ${count}; i++) { ${source} }`
const scripted = (budget: object) => ({ provider: 'scripted', defect_rate: 0, budget })
const tokensOf = async (fixture: Fixture, framework: string) =>
  (await fixture.record(framework, 1)).totals.usage

describe('a step over its budget', () => {
  test('ends as budget_exceeded, which counts: its framework sees 401 and the provider no more than fits', async () => {
    await using fixture = await experiment({
      frameworks: [script('a', times(50, ASK)), script('b', ASK)],
      llm: scripted({ step: { tokens: 5000 } }),
      steps: [step(1), step(2)],
    })
    const { reason } = await fixture.run()
    expect(reason).toBe('max_runs')
    const record = await fixture.record('a', 1)
    expect(record).toMatchObject({
      outcome: 'budget_exceeded',
      steps: [
        { id: 1, outcome: 'budget_exceeded' },
        { id: 2, outcome: 'skipped' },
      ],
    })
    expect(record.reason).toMatch(
      /the budget of the step does not hold another call: .*\(llm\.budget\.step\.tokens\)/,
    )
    const calls = await fixture.calls('a', 1)
    expect(calls.at(-1)).toMatchObject({ status: 401 })
    expect(calls.slice(0, -1).every(({ status }) => status === 200)).toBe(true)
    const { input_tokens, output_tokens, calls: made } = await tokensOf(fixture, 'a')
    expect(input_tokens! + output_tokens!).toBeLessThanOrEqual(5000)
    expect(made).toBeGreaterThan(2)
    expect((await fixture.record('b', 1)).outcome).toBe('completed')
    const journal = await fixture.journal()
    expect(Object.fromEntries(journal.map(({ framework, outcome }) => [framework, outcome]))).toEqual({
      a: 'budget_exceeded',
      b: 'completed',
    })
  })

  test('holds against 50 calls at once', async () => {
    const parallel = `
      const ask = async () => { ${ASK.replace(/process\.exit\(7\)/, '')} }
      await Promise.allSettled(Array.from({ length: 50 }, ask))`
    await using fixture = await experiment({
      frameworks: [script('a', parallel)],
      llm: scripted({ step: { tokens: 5000 } }),
      steps: [step(1)],
    })
    await fixture.run()
    expect((await fixture.record('a', 1)).outcome).toBe('budget_exceeded')
    const { input_tokens, output_tokens } = await tokensOf(fixture, 'a')
    expect(input_tokens! + output_tokens!).toBeLessThanOrEqual(5000)
  })

  test('is so too when the framework makes light of the refusal, or hangs over it', async () => {
    const shrug = times(50, ASK.replace('process.exit(7)', 'process.exit(0)'))
    const hang = times(50, ASK.replace('process.exit(7)', 'await new Promise((r) => setTimeout(r, 60000))'))
    await using fixture = await experiment({
      frameworks: [script('shrug', shrug), script('hang', hang)],
      llm: scripted({ step: { tokens: 3000 } }),
      timeout: { per_step: 2, total: 60 },
      steps: [step(1)],
    })
    await fixture.run()
    expect((await fixture.record('shrug', 1)).outcome).toBe('budget_exceeded')
    expect((await fixture.record('hang', 1)).outcome).toBe('budget_exceeded')
  })
})

test('the steps of a run share its budget, and each run has its own', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', times(3, ASK))],
    llm: scripted({ run: { tokens: 5000 } }),
    steps: [step(1), step(2), step(3), step(4), step(5), step(6), step(7), step(8)],
    stopping: { mode: 'fixed', max_runs: 2 },
  })
  await fixture.run()
  const records = [await fixture.record('a', 1), await fixture.record('a', 2)]
  for (const { outcome, steps, reason } of records) {
    expect(outcome).toBe('budget_exceeded')
    expect(steps[0]!.outcome).toBe('passed')
    expect(reason).toContain('llm.budget.run.tokens')
  }
  expect(records[0]!.totals.usage.input_tokens).toBe(records[1]!.totals.usage.input_tokens)
})

describe('the budget of the experiment', () => {
  const settings = {
    frameworks: [script('a', times(3, ASK))],
    llm: scripted({ experiment: { tokens: 8000 } }),
    steps: [step(1)],
    stopping: { mode: 'fixed', max_runs: 50 },
  }

  test('once spent ends the experiment: what is finished counts, the run that met it does not, the rest is not begun', async () => {
    await using fixture = await experiment(settings)
    const { reason, events } = await fixture.run()
    expect(reason).toBe('budget_exceeded')
    expect(events.at(-1)).toEqual({ type: 'experiment_finished', reason: 'budget_exceeded' })
    const finished = await fixture.journal()
    expect(finished.length).toBeGreaterThan(0)
    expect(finished.every(({ outcome }) => outcome === 'completed')).toBe(true)
    const started = events.filter(({ type }) => type === 'run_started')
    expect(started).toHaveLength(finished.length + 1)
    const last = await fixture.record('a', started.length)
    expect(last.outcome).toBe('interrupted')
    expect(last.reason).toContain('llm.budget.experiment.tokens')
  })

  test('counts what earlier calls of the command spent, attempts that do not count included', async () => {
    await using fixture = await experiment(settings)
    const first = await fixture.run()
    const before = (await fixture.journal()).length
    const again = await fixture.run()
    expect([first.reason, again.reason]).toEqual(['budget_exceeded', 'budget_exceeded'])
    expect((await fixture.journal()).length).toBe(before)
    // A call whose usage nobody knows counts with what was set aside for it.
    const [call] = await fixture.calls('a', 1)
    const unknown = {
      ...call!,
      id: 'another',
      'gen_ai.usage.input_tokens': 1,
      'gen_ai.usage.output_tokens': 1,
      usage_source: 'estimated',
      usage_reason: 'cut off',
      usage_is_minimum: true,
      reserved_tokens: 8000,
    }
    await appendFile(fixture.paths.run('a', 1).llmCalls, `${JSON.stringify(unknown)}\n`)
    const spent = await fixture.run()
    expect(spent.reason).toBe('budget_exceeded')
    expect(spent.events.filter(({ type }) => type === 'run_started')).toEqual([])
  })
})

describe('a budget in USD', () => {
  test('for a model without a price is refused before anything is run', async () => {
    await using fixture = await experiment({
      frameworks: [script('a', ASK)],
      llm: scripted({ step: { usd: 1 }, experiment: { tokens: 10, usd: 5 } }),
    })
    await expect(fixture.run()).rejects.toMatchObject({
      problems: [
        { path: 'llm.budget.step.usd', message: expect.stringContaining('has no price') },
        { path: 'llm.budget.experiment.usd' },
      ],
    })
  })

  test('holds with a price from the config', async () => {
    await using fixture = await experiment({
      frameworks: [script('a', times(50, ASK))],
      llm: { ...scripted({ step: { usd: 0.005 } }), prices: { scripted: { input: 1, output: 2 } } },
      steps: [step(1)],
    })
    await fixture.run()
    const record = await fixture.record('a', 1)
    expect(record.outcome).toBe('budget_exceeded')
    expect(record.reason).toContain('llm.budget.step.usd')
    expect(record.totals.usage.cost_picousd).toBeLessThanOrEqual(0.005e12)
    expect(record.totals.usage.cost_picousd).toBeGreaterThan(0)
  })
})

test('a framework that does not end by itself over a refusal is ended', async () => {
  const exceeded = new AbortController()
  const stop = new AbortController().signal
  using limits = limitStep({ per_step: 600, total: 600 }, 0, { stop, exceeded: exceeded.signal, windUpMs: 1 })
  const aborted = new Promise((resolve) => {
    limits.signal.addEventListener('abort', resolve, { once: true })
  })
  exceeded.abort(new BudgetExceeded('run', 'spent'))
  await aborted
  expect(limits.signal.reason).toEqual(overBudget(new BudgetExceeded('run', 'spent')))
})
