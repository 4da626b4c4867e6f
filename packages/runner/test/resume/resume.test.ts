import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type RunRecord, type Snapshot, sumUsage, usageOfCall } from '@genai-devbench/schema'
import { type RunPaths, readCalls, runPaths } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { restoreSnapshot } from '../../src/resume/restore-snapshot.ts'
import { type KeptSnapshot, readSnapshots } from '../../src/resume/snapshots.ts'
import { ASK_MODEL, type Fixture, experiment, script, step } from '../experiment.fixture.ts'

/** Each step adds to one file in place, in the workspace and in the framework's own directory, and asks once. */
const WORK = `
  import fs from 'node:fs'
  const log = (dir) => fs.appendFileSync(dir + '/log', process.env.STEP + ' begun, ')
  log('.')
  log(process.env.SCRATCH)
  ${ASK_MODEL}
`
const DONE = `fs.appendFileSync('log', 'done; '); fs.copyFileSync(process.env.SCRATCH + '/log', 'own_log')`
/** In its first try, step 3 asks a second time and then hangs. */
const HANG = `if (process.env.STEP === '3' && !fs.existsSync('../attempts')) {
  ${ASK_MODEL.replaceAll('response', 'another')}
  await new Promise((resolve) => setTimeout(resolve, 60_000))
}`
const STEPS = { steps: [step(1), step(2), step(3), step(4)] }
const hanging = (settings: object = {}) =>
  // It looks beside its workspace, which no isolated framework can.
  experiment({
    frameworks: [script('a', WORK + HANG + DONE)],
    execution: { isolation: 'none' },
    ...STEPS,
    ...settings,
  })

/** Runs until step 3 hangs, then stops as Ctrl-C does. */
async function interrupt(fixture: Fixture): Promise<RunRecord> {
  const stop = new AbortController()
  let calls = 0
  const { reason } = await fixture.run({
    signal: stop.signal,
    onEvent(event) {
      if (event.type !== 'model_called' || event.step !== 3) return
      if (++calls === 2) stop.abort()
    },
  })
  expect(reason).toBe('interrupted')
  return fixture.record('a', 1)
}

const run1 = (fixture: Fixture): RunPaths => fixture.paths.run('a', 1)
const attempt = (fixture: Fixture, number: number): RunPaths =>
  runPaths(join(run1(fixture).attempts, String(number)))
const stepsStarted = (events: Awaited<ReturnType<Fixture['run']>>['events']) =>
  events.flatMap((event) => (event.type === 'step_started' ? [event.step] : []))

/** No call lost or in two places; totals are those of the steps, steps those of the calls. */
async function expectSound(fixture: Fixture): Promise<void> {
  const record = await fixture.record('a', 1)
  const calls = await readCalls(run1(fixture))
  expect(record.totals.usage).toEqual(sumUsage(record.steps.map(({ usage }) => usage)))
  for (const { id, usage } of record.steps) {
    const {
      calls: count,
      input_tokens,
      output_tokens,
    } = sumUsage(calls.filter((call) => call.step === id).map(usageOfCall))
    expect({ id, ...usage }).toMatchObject({ id, calls: count, input_tokens, output_tokens })
  }
  const ids = calls.map(({ id }) => id)
  for (const { attempt: number, usage } of record.abandoned_attempts) {
    const abandoned = await readCalls(attempt(fixture, number))
    expect(usage).toEqual(sumUsage(abandoned.map(usageOfCall)))
    ids.push(...abandoned.map(({ id }) => id))
  }
  expect(new Set(ids).size).toBe(ids.length)
}

describe('a run that is interrupted in its third step', () => {
  test('goes on at that step from the state the second left; what the try spent is kept apart', async () => {
    await using fixture = await hanging()
    const before = await interrupt(fixture)
    const { reason, events } = await fixture.run()
    expect(reason).toBe('max_runs')
    expect(events).toContainEqual({
      type: 'run_resumed',
      framework: 'a',
      run: 1,
      attempt: 2,
      step: 3,
      name: 'Step 3',
      why: 'attempt 1 did not finish: step 3 (Step 3): the runner was stopped',
    })
    expect(stepsStarted(events)).toEqual([3, 4])
    const record = await fixture.record('a', 1)
    expect(record).toMatchObject({
      outcome: 'completed',
      attempt: 2,
      started_at: before.started_at,
      resumed: [{ attempt: 2, step: 3 }],
      abandoned_attempts: [{ attempt: 1, outcome: 'interrupted', usage: { calls: 2 } }],
    })
    expect(record.steps.slice(0, 2)).toEqual(before.steps.slice(0, 2))
    expect((await fixture.calls('a', 1)).map((call) => [call.step, call.attempt])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 2],
    ])
    await expectSound(fixture)
    const read = (...parts: string[]) => readFile(join(...parts), 'utf8')
    const { artifacts, root } = run1(fixture)
    expect(await read(artifacts, 'log')).toBe('1 begun, done; 2 begun, done; 3 begun, done; 4 begun, done; ')
    expect(await read(artifacts, 'own_log')).toBe('1 begun, 2 begun, 3 begun, 4 begun, ')
    expect(await read(attempt(fixture, 1).workspace, 'log')).toBe('1 begun, done; 2 begun, done; 3 begun, ')
    expect(await readdir(attempt(fixture, 1).logs)).toEqual(['step_003.err.log', 'step_003.out.log'])
    expect(await readdir(join(root, 'logs'))).toHaveLength(8)
    expect((await read(attempt(fixture, 1).events)).split('\n')[0]).toContain('"step_started"')
    expect(existsSync(run1(fixture).snapshots)).toBe(false)
    expect((await read(run1(fixture).readme)).replaceAll('\n', ' ')).toContain('Went on at step 3')
  })

  test('begins anew, saying why, when the state it would go on from is damaged', async () => {
    await using fixture = await hanging()
    await interrupt(fixture)
    await appendFile(join(run1(fixture).snapshots, 'after_2', 'workspace', 'log'), 'x')
    const { events } = await fixture.run()
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'run_rerun',
        why: 'attempt 1 did not finish: step 3 (Step 3): the runner was stopped, and it cannot go on after the steps that passed: the state kept for going on is damaged',
      }),
    )
    expect(stepsStarted(events)).toEqual([1, 2, 3, 4])
    const record = await fixture.record('a', 1)
    expect(record).toMatchObject({ attempt: 2, abandoned_attempts: [{ usage: { calls: 4 } }] })
    expect(record.resumed).toBeUndefined()
    await expectSound(fixture)
  })

  test('begins anew where one half would have been made otherwise than the other', async () => {
    await using fixture = await hanging()
    const record = await interrupt(fixture)
    const paths = run1(fixture)
    const unusable = async (change: (snapshot: KeptSnapshot) => void) => {
      const [snapshot] = await readSnapshots(paths)
      change(snapshot!)
      return restoreSnapshot(paths, snapshot!, record)
    }
    expect(await unusable(({ record: before }) => (before.config_sha256 = ''))).toEqual({
      unusable: 'the configuration is another one now',
    })
    expect(await unusable(({ record: before }) => (before.toolkit_version = '0.0.1'))).toEqual({
      unusable: 'it was begun with devbench 0.0.1',
    })
    expect(await unusable(({ record: before }) => (before.identity = { command: '9' }))).toEqual({
      unusable: 'the framework is another version now (command 9 before)',
    })
    expect(await unusable(({ record: before }) => (before.host.cpus += 1))).toEqual({
      unusable: 'it was begun on another machine',
    })
    expect(await unusable((snapshot) => (snapshot.run_dir = '/elsewhere'))).toEqual({
      unusable: 'it was begun in /elsewhere',
    })
    expect(await unusable(({ record: before }) => (before.totals.usage.calls += 1))).toEqual({
      unusable: 'the list of its model calls is damaged',
    })
    expect(await unusable((snapshot) => (snapshot.events_bytes += 1_000_000))).toEqual({
      unusable: 'the list of its events is damaged',
    })
    expect(await unusable(() => {})).not.toHaveProperty('unusable')
  })

  test('has the time of the steps that passed counted against timeout.total', async () => {
    await using fixture = await hanging()
    await interrupt(fixture)
    await editSnapshot(fixture, ({ record }) => (record.totals.wall_ms = 60_000))
    await fixture.run()
    expect(await fixture.record('a', 1)).toMatchObject({
      outcome: 'timed_out',
      reason: expect.stringContaining('timeout.total') as string,
    })
  })

  test.each([
    ['has the spend of a step that passed', 0, 'budget_exceeded'],
    ['has no spend of a step that does not count', 2, 'completed'],
  ])("%s counted against the run's budget", async (_what, place, outcome) => {
    await using fixture = await hanging({
      llm: { provider: 'scripted', budget: { run: { tokens: 100_000 } } },
    })
    await interrupt(fixture)
    const { llmCalls } = run1(fixture)
    const lines = (await readFile(llmCalls, 'utf8')).split('\n')
    // As if this call had taken nearly all of it.
    lines[place] = lines[place]!.replace(
      /"gen_ai.usage.input_tokens":\d+/,
      '"gen_ai.usage.input_tokens":99999',
    )
    await writeFile(llmCalls, lines.join('\n'))
    await editSnapshot(fixture, (snapshot) => {
      snapshot.llm_calls_bytes = lines.slice(0, 2).join('\n').length + 1
    })
    await fixture.run()
    expect((await fixture.record('a', 1)).outcome).toBe(outcome)
  })

  test('is replayed as one run when its answers were recorded', async () => {
    await using original = await hanging({ llm: { provider: 'scripted', record: true } })
    await interrupt(original)
    await original.run()
    await using replay = await experiment({
      frameworks: [script('a', WORK + DONE)],
      ...STEPS,
      llm: { provider: 'replay', from: original.paths.root },
    })
    expect((await replay.run()).reason).toBe('max_runs')
    expect((await replay.record('a', 1)).totals.usage).toMatchObject({
      calls: 4,
      input_tokens: (await original.record('a', 1)).totals.usage.input_tokens,
    })
  })

  test('finds what it needs whatever a crash cut off while its attempt was put away', async () => {
    await using fixture = await hanging()
    await interrupt(fixture)
    const paths = run1(fixture)
    const partial = runPaths(join(paths.attempts, '.partial'))
    // As abandoning begins: the calls of step 3 are in both lists.
    const text = await readFile(paths.llmCalls, 'utf8')
    await mkdir(partial.logs, { recursive: true })
    await writeFile(partial.llmCalls, text.split('\n').slice(2).join('\n'))
    await rename(paths.workspace, partial.workspace)
    const { events } = await fixture.run()
    expect(stepsStarted(events)).toEqual([3, 4])
    expect(await readdir(paths.attempts)).toEqual(['1'])
    await expectSound(fixture)
    expect((await fixture.record('a', 1)).abandoned_attempts).toMatchObject([{ usage: { calls: 2 } }])
  })
})

test('a run whose provider fails in its second step goes on there, as often as it takes', async () => {
  let failures = 2
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const fails = request.headers['x-step'] === '2' && failures-- > 0
      response.writeHead(fails ? 500 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const asking = WORK.replace('headers: {', `headers: { 'x-step': process.env.STEP,`)
  await using fixture = await experiment({
    frameworks: [script('a', asking + DONE)],
    llm: { provider: 'openai-compatible', base_url: `http://127.0.0.1:${port}/v1` },
  })
  expect((await fixture.run()).reason).toBe('infrastructure')
  expect((await fixture.run()).reason).toBe('infrastructure')
  const { reason, events } = await fixture.run()
  server.close()
  expect(reason).toBe('max_runs')
  expect(stepsStarted(events)).toEqual([2])
  expect(await fixture.record('a', 1)).toMatchObject({
    attempt: 3,
    outcome: 'completed',
    // Of the second attempt nothing counts.
    resumed: [{ attempt: 3, step: 2 }],
    abandoned_attempts: [
      { attempt: 1, outcome: 'infrastructure' },
      { attempt: 2, outcome: 'infrastructure' },
    ],
  })
  await expectSound(fixture)
  expect(await readFile(join(attempt(fixture, 2).artifacts, 'log'), 'utf8')).toBe('1 begun, done; 2 begun, ')
})

async function editSnapshot(fixture: Fixture, change: (snapshot: Snapshot) => void): Promise<void> {
  const path = join(run1(fixture).snapshots, 'after_2', 'snapshot.json')
  const snapshot = JSON.parse(await readFile(path, 'utf8')) as Snapshot
  change(snapshot)
  await writeFile(path, JSON.stringify(snapshot))
}
