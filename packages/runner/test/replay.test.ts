import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { expect, test } from 'vitest'
import { ASK_MODEL, type Fixture, experiment, script } from './experiment.fixture.ts'

const RECORDING = { provider: 'scripted', record: true }
const twoRuns = { stopping: { mode: 'fixed', max_runs: 2 } }

const recorded = async (
  settings: Parameters<typeof experiment>[0] = { frameworks: [script('a', ASK_MODEL)] },
) => {
  const fixture = await experiment({ llm: RECORDING, ...settings })
  await fixture.run()
  return fixture
}

const replayOf = (original: Fixture, settings: Partial<Parameters<typeof experiment>[0]> = {}) =>
  experiment({
    frameworks: [script('a', ASK_MODEL)],
    llm: { provider: 'replay', from: original.paths.root },
    ...settings,
  })

test('a replay needs the recorded experiment until its first run has begun, and nothing after', async () => {
  await using original = await recorded({ frameworks: [script('a', ASK_MODEL)], ...twoRuns })
  await using replay = await replayOf(original, twoRuns)
  expect((await replay.run({ maxRuns: 1 })).reason).toBe('part_done')
  await rm(original.paths.root, { recursive: true })
  expect((await replay.run()).reason).toBe('max_runs')
  const [call] = await replay.calls('a', 2)
  expect(call).toMatchObject({ replayed: true, 'gen_ai.provider.name': 'scripted', status: 200 })
  expect(await replay.record('a', 2)).toMatchObject({
    provider: 'scripted',
    replayed: true,
    outcome: 'completed',
    totals: { usage: { calls: 2, model_ms: null } },
  })
})

test('a request that was not recorded is an infrastructure failure with its reason, even if the framework does not mind', async () => {
  await using original = await recorded()
  const carefree = ASK_MODEL.replace('process.env.PROMPT', 'process.env.PROMPT + " please"').replace(
    'process.exit(7)',
    '',
  )
  await using replay = await replayOf(original, { frameworks: [script('a', carefree)] })
  expect((await replay.run()).reason).toBe('infrastructure')
  expect(await replay.journal()).toEqual([])
  const record = await replay.record('a', 1)
  expect(record.steps.map(({ outcome }) => outcome)).toEqual(['infrastructure', 'skipped'])
  expect(record.reason).toContain(
    'they first differ at messages[0].content: recorded "prompt of step 1", asked "prompt of step 1 please"',
  )
})

test('a recording in the experiment itself needs no name', async () => {
  await using original = await recorded()
  await using replay = await replayOf(original, { llm: { provider: 'replay' } })
  await expect(replay.run()).rejects.toThrow(
    /llm: this experiment has no recordings\/ to replay\..*copy its recordings\//,
  )
  await cp(original.paths.recordings, replay.paths.recordings, { recursive: true })
  expect((await replay.run()).reason).toBe('max_runs')
})

test.for([
  [
    'no such experiment',
    { llm: { provider: 'replay', from: 'nowhere' } },
    /llm.from: .*nowhere does not exist\. Give the name of an experiment in/,
  ],
  [
    'another model',
    { model: 'other' },
    /model: other here, model-of-the-experiment in the recording of fixture\. Set model to model-of/,
  ],
  ['another seed', { seed: 8 }, /seed: 8 here, 7 in the recording/],
  [
    'a temperature',
    { temperature: 0.5 },
    /temperature: 0\.5 here, not set in the recording of fixture\. Leave temperature out/,
  ],
  [
    'a framework that was not recorded',
    { frameworks: [script('b', ASK_MODEL)] },
    /frameworks\[0\]: nothing of b was recorded in fixture\. Recorded: a\./,
  ],
  [
    'more runs than were recorded',
    { stopping: { mode: 'fixed', max_runs: 3 } },
    /frameworks\[0\]: run 2 of a was not recorded, nor 1 more\. Recorded are 1 runs of it/,
  ],
  [
    'a rule that stops by time',
    {
      stopping: {
        mode: 'sequential',
        min_runs: 5,
        max_runs: 6,
        metrics: [{ metric: 'wall_seconds', target: 0.1 }],
      },
    },
    /stopping\.metrics\[0\]\.metric: wall_seconds is not measured in a replay\. Set stopping to/,
  ],
] as const)('is refused before anything is run: %s', async ([, settings, message]) => {
  await using original = await recorded()
  await using replay = await replayOf(original, settings as object)
  await expect(replay.run()).rejects.toThrow(message)
  expect(existsSync(replay.paths.seal)).toBe(false)
  expect(existsSync(replay.paths.recordings)).toBe(false)
})

test('an experiment without recordings, and a damaged one, are refused with what to do', async () => {
  await using original = await recorded()
  await using plain = await recorded({ frameworks: [script('a', ASK_MODEL)], llm: { provider: 'scripted' } })
  await using ofPlain = await replayOf(plain)
  await expect(ofPlain.run()).rejects.toThrow(
    /llm\.from: .* has no recordings\. An experiment is recorded when llm\.record is true/,
  )
  const { recordings } = original.paths
  const body = (await filesBelow(recordings)).find((path) => path.startsWith('bodies/'))!
  await writeFile(join(recordings, body), `${await readFile(join(recordings, body), 'utf8')} `)
  await using replay = await replayOf(original)
  await expect(replay.run()).rejects.toThrow(
    /llm\.from: The recording is damaged: .* does not hold what was recorded\. Restore its directory/,
  )
})

test('a run that is made again is recorded again, and its last attempt is what is replayed', async () => {
  const onceBroken = `import { existsSync, writeFileSync } from 'node:fs';
    ${ASK_MODEL}
    if (!existsSync(process.env.MARK)) { writeFileSync(process.env.MARK, ''); process.kill(Number(process.env.RUNNER), 'SIGUSR2'); await new Promise(() => setTimeout(() => {}, 60_000)) }`
  const stop = new AbortController()
  const interrupted = () => stop.abort()
  process.once('SIGUSR2', interrupted)
  const framework = script('a', onceBroken)
  // It leaves a mark beside its run, and signals this process.
  const execution = { isolation: 'none' }
  await using original = await experiment({
    llm: RECORDING,
    frameworks: [framework],
    execution,
  })
  Object.assign(framework.options.env, {
    MARK: join(original.paths.root, 'mark'),
    RUNNER: String(process.pid),
  })
  const config = JSON.parse(await readFile(original.paths.configFile, 'utf8')) as object
  await writeFile(original.paths.configFile, JSON.stringify({ ...config, frameworks: [framework] }))
  expect((await original.run({ signal: stop.signal })).reason).toBe('interrupted')
  expect((await original.run()).reason).toBe('max_runs')
  await using replay = await replayOf(original, { frameworks: [framework], execution })
  expect((await replay.run()).reason).toBe('max_runs')
  expect((await replay.record('a', 1)).totals.usage.calls).toBe(2)
})

test('what a deployment on Azure answered is replayed, and priced as its model', async () => {
  const asked: string[] = []
  const azure = createServer((request, response) => {
    asked.push(request.url ?? '')
    request.resume().once('end', () => {
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
      const choices = [{ index: 0, message: { role: 'assistant', content: 'done' }, finish_reason: 'stop' }]
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'ours', choices, usage }))
    })
  })
  await once(azure.listen(0, '127.0.0.1'), 'listening')
  const { port } = azure.address() as AddressInfo
  process.env['AZURE_OPENAI_API_KEY'] = 'key'
  try {
    const prices = { prices: { 'model-of-the-experiment': { input: 1, output: 1 } } }
    await using original = await recorded({
      frameworks: [script('a', ASK_MODEL)],
      llm: {
        provider: 'azure-openai',
        base_url: `http://127.0.0.1:${port}`,
        deployments: { 'model-of-the-experiment': 'ours' },
        record: true,
        ...prices,
      },
    })
    expect(asked[0]).toBe('/openai/deployments/ours/chat/completions?api-version=2024-10-21')
    await using replay = await replayOf(original, {
      llm: { provider: 'replay', from: original.paths.root, ...prices },
    })
    expect((await replay.run()).reason).toBe('max_runs')
    expect(asked).toHaveLength(2)
    expect(await replay.calls('a', 1)).toMatchObject(
      Array.from({ length: 2 }, () => ({
        'gen_ai.provider.name': 'azure.ai.openai',
        sent_model: 'ours',
        cost_picousd: 15_000_000,
        replayed: true,
      })),
    )
  } finally {
    delete process.env['AZURE_OPENAI_API_KEY']
    azure.close()
  }
})
