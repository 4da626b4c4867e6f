import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ASK_MODEL, experiment, script, step } from './experiment.fixture.ts'

const append = (text: string) =>
  `import { appendFileSync } from 'node:fs'; appendFileSync('steps.txt', ${text} + '\\n');`

test('enabled steps run in declaration order, keep their ids, and each works on what the one before left', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', append('process.env.STEP'))],
    steps: [step(30), step(10, false), step(20)],
  })
  const { reason } = await fixture.run()
  expect(reason).toBe('max_runs')
  const record = await fixture.record('a', 1)
  expect(record.outcome).toBe('completed')
  expect(record.steps.map(({ id, execution_index, outcome }) => [id, execution_index, outcome])).toEqual([
    [30, 1, 'passed'],
    [20, 2, 'passed'],
  ])
  expect(await readFile(join(fixture.paths.run('a', 1).artifacts, 'steps.txt'), 'utf8')).toBe('30\n20\n')
})

test('every model call is attributed to its step and pinned to the model and the seed of the run', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', ASK_MODEL)],
    stopping: { mode: 'fixed', max_runs: 2 },
    temperature: 0.5,
  })
  await fixture.run()
  const calls = await fixture.calls('a', 2)
  expect(calls.map((call) => [call.step, call.execution_index, call.phase, call.run])).toEqual([
    [1, 1, 'command', 2],
    [2, 2, 'command', 2],
  ])
  for (const call of calls) {
    expect(call['gen_ai.request.model']).toBe('whatever-the-framework-likes')
    expect(call).toMatchObject({ sent_model: 'model-of-the-experiment', sent_seed: 8, sent_temperature: 0.5 })
    expect(call.mutations.map(({ field }) => field).toSorted()).toEqual(['model', 'seed', 'temperature'])
  }
  const record = await fixture.record('a', 2)
  const input = calls.reduce((sum, call) => sum + (call['gen_ai.usage.input_tokens'] ?? Number.NaN), 0)
  expect(record.totals.usage).toMatchObject({ calls: 2, input_tokens: input })
  expect(record.steps[0]?.phases).toMatchObject([{ phase: 'command', usage: { calls: 1 } }])
})

test('a step that fails ends its run, which counts; the steps after it are skipped', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', `console.error('cannot do this'); process.exit(3)`)],
  })
  const { reason } = await fixture.run()
  expect(reason).toBe('max_runs')
  const [record] = await fixture.journal()
  expect(record).toMatchObject({
    outcome: 'failed',
    steps: [{ outcome: 'failed' }, { outcome: 'skipped', wall_ms: 0 }],
  })
  expect(record?.reason).toMatch(/step 1 \(Step 1\).*exit code 3: cannot do this/)
  expect(await readFile(fixture.paths.run('a', 1).log(1, 'err'), 'utf8')).toBe('cannot do this\n')
})

test('a framework that ends well but changed nothing has failed', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', `console.log('all done')`, 'files_changed')],
  })
  await fixture.run()
  expect((await fixture.record('a', 1)).reason).toContain('changed nothing')
})

test('a program that cannot be started is an infrastructure failure: kept as an attempt, not counted, tried again', async () => {
  const missing = { id: 'a', adapter: 'command', options: { argv: ['/no/such/program'] } }
  await using fixture = await experiment({ frameworks: [missing] })
  expect((await fixture.run()).reason).toBe('infrastructure')
  expect(await fixture.journal()).toEqual([])
  const { reason, events } = await fixture.run()
  expect(reason).toBe('infrastructure')
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'run_rerun', why: expect.stringContaining('could not be started') }),
  )
  expect(await readdir(fixture.paths.run('a', 1).attempts)).toEqual(['1'])
})

test('retry.infrastructure makes a run again until it has a result, and keeps each attempt', async () => {
  const program = join(await mkdtemp(join(tmpdir(), 'devbench-retry-')), 'framework')
  const late = { id: 'a', adapter: 'command', options: { argv: [program], success: 'exit_code' } }
  const broken = script('b', `process.exit(1)`)
  await using fixture = await experiment({
    frameworks: [late, broken],
    retry: { infrastructure: { max_attempts: 3, base_delay: 0.001 } },
  })
  let ends = 0
  const { reason, events } = await fixture.run({
    onEvent(event) {
      if (event.type !== 'run_finished' || event.framework !== 'a' || ++ends < 2) return
      writeFileSync(program, '#!/bin/sh\ntouch made', { mode: 0o755 })
    },
  })
  await rm(dirname(program), { recursive: true })
  expect(reason).toBe('max_runs')
  const waits = events.filter(({ type }) => type === 'run_waits')
  expect(waits).toMatchObject([
    { framework: 'a', attempt: 1 },
    { framework: 'a', attempt: 2 },
  ])
  expect(await fixture.record('a', 1)).toMatchObject({
    outcome: 'completed',
    attempt: 3,
    abandoned_attempts: [{ attempt: 1 }, { attempt: 2 }],
  })
  // A failure of the framework's own is a result.
  expect(await fixture.record('b', 1)).toMatchObject({ outcome: 'failed', attempt: 1 })
})

const NO_KEY = 'Incorrect API key provided'
const NO_CREDIT = 'Your credit balance is too low to access the Anthropic API.'

test.for([
  [401, NO_KEY, 1, `refused the key, or what the key may do (status 401: `],
  [400, NO_CREDIT, 1, 'the account at the model provider has nothing left to spend'],
  [500, NO_KEY, 2, 'provider failed'],
] as const)(
  'a run that ends since the provider answers %i (%s) is begun %i times',
  async ([status, message, times, reasonGiven]) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await using fixture = await experiment({
      frameworks: [script('a', ASK_MODEL)],
      llm: { provider: 'openai-compatible', base_url: `http://127.0.0.1:${port}/v1` },
      retry: { infrastructure: { max_attempts: 2, base_delay: 0.001 } },
    })
    const { reason, events } = await fixture.run()
    server.close()
    expect(reason).toBe('infrastructure')
    expect(events.filter(({ type }) => type === 'run_finished')).toHaveLength(times)
    const { outcome, reason: why } = await fixture.record('a', 1)
    expect(outcome).toBe('infrastructure')
    expect(why).toContain(reasonGiven)
    expect(why).toContain(message)
  },
)

test('a framework that fails because its provider fails says nothing about the framework', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', ASK_MODEL)],
    // Nobody listens on the discard port.
    llm: { provider: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1' },
  })
  expect((await fixture.run()).reason).toBe('infrastructure')
  const record = await fixture.record('a', 1)
  expect(record).toMatchObject({ outcome: 'infrastructure' })
  expect(record.reason).toContain('the model provider failed')
})

test("the environment of a framework holds none of the user's secrets and a HOME of its own", async () => {
  process.env['PLANTED_SECRET'] = 'do-not-leak'
  try {
    await using fixture = await experiment({
      frameworks: [
        script(
          'a',
          `import { writeFileSync } from 'node:fs'; writeFileSync('env.json', JSON.stringify(process.env))`,
        ),
      ],
    })
    await fixture.run()
    const env = JSON.parse(
      await readFile(join(fixture.paths.run('a', 1).artifacts, 'env.json'), 'utf8'),
    ) as Record<string, string>
    expect(Object.values(env)).not.toContain('do-not-leak')
    expect(env['HOME']).toBe(join(fixture.paths.run('a', 1).scratch, 'home'))
    expect(existsSync(fixture.paths.run('a', 1).scratch)).toBe(false)
  } finally {
    delete process.env['PLANTED_SECRET']
  }
})

test('several runs at a time keep apart', async () => {
  const source = `${ASK_MODEL} ${append('process.env.STEP')}`
  await using fixture = await experiment({
    frameworks: [script('a', source), script('b', source)],
    stopping: { mode: 'fixed', max_runs: 3 },
    execution: { concurrency: 4 },
  })
  await fixture.run()
  const journal = await fixture.journal()
  expect(journal.map(({ framework, run }) => `${framework}${run}`).toSorted()).toEqual([
    'a1',
    'a2',
    'a3',
    'b1',
    'b2',
    'b3',
  ])
  for (const { framework, run, totals } of journal) {
    expect(totals.usage.calls).toBe(2)
    expect(await readFile(join(fixture.paths.run(framework, run).artifacts, 'steps.txt'), 'utf8')).toBe(
      '1\n2\n',
    )
    expect(
      (await fixture.calls(framework, run)).every((call) => call.framework === framework && call.run === run),
    ).toBe(true)
  }
})
