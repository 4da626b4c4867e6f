import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Adapter, adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import { findConfigSet } from '@genai-devbench/config-sets'
import { filesBelow, readJsonLines } from '@genai-devbench/files'
import { createExperiment } from '@genai-devbench/generator'
import { planExperiment, runExperiment } from '@genai-devbench/runner'
import { LlmCall, type RunEvent, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths } from '@genai-devbench/store'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { modelUpstream } from './support/model-upstream.ts'
import { withOwnNetwork } from './support/own-network.ts'
import { publishedBin } from './support/published-form.ts'

/** For adapters that need options: the plainest that make them a framework. */
const OPTIONS: Record<string, unknown> = {
  command: {
    argv: [
      process.execPath,
      '--input-type=module',
      '-e',
      `
      import { writeFileSync } from 'node:fs'
      const response = await fetch(process.env.BASE_URL + '/chat/completions', { method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.API_KEY },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: process.env.PROMPT }] }) })
      const [, code] = /<file path="server.mjs">([^]*?)<.file>/.exec((await response.json()).choices?.[0].message.content) ?? []
      if (code) writeFileSync('server.mjs', code)
    `,
    ],
    env: { BASE_URL: '{base_url}', API_KEY: '{api_key}', PROMPT: '{prompt}' },
  },
}

/** What a framework makes of `minimal` with the scripted model, where it is not the file that most of them write. */
const PRODUCT: Record<string, string> = {
  // Nothing but resources of business entities, whatever is asked for.
  baes: 'app/routes/greeting_routes.py',
}

/** Phases of those who may have nothing to do in a step. */
const MAY_BE_IDLE: Record<string, readonly string[]> = {
  'metagpt-mgx': ['data_analyst', 'tools'],
}

const adapters = await Promise.all(adapterIds().map(loadAdapter))
const faults = new Map(
  await Promise.all(
    adapters.map(async ({ id, installation }) => [id, await installation?.check(installDir(id))] as const),
  ),
)

describe.each(adapters.map((adapter): [string, Adapter] => [adapter.id, adapter]))(
  'the adapter %s',
  (id, adapter) => {
    test('describes itself and refuses options it does not know', () => {
      expect(adapterIds()).toContain(adapter.id)
      for (const text of [adapter.title, adapter.description, adapter.licence, adapter.homepage])
        expect(text).not.toBe('')
      expect(adapter.options.safeParse({ no_such_option: 1 }).success).toBe(false)
    })

    test('passes a step against the scripted model with nothing but loopback, its calls pinned, its phases metered, its artifacts kept', async ({
      skip,
    }) => {
      skipUnlessInstalled(id, skip)
      await using experiment = await oneRun(id, { provider: 'scripted' })
      const record = await experiment.runAlone()
      expect(record).toMatchObject({ outcome: 'completed', reason: null })
      expect(Object.keys(record.identity).length).toBeGreaterThan(0)
      const calls = await experiment.calls()
      expect(calls.length).toBeGreaterThan(0)
      for (const call of calls)
        expect(call).toMatchObject({
          sent_model: 'the-model',
          // The chat completions alone have a seed.
          sent_seed: call.path === '/v1/chat/completions' ? 1 : null,
          sent_temperature: 0.25,
          framework: id,
          step: 1,
        })
      expect(record.totals.usage.calls).toBe(calls.length)
      const idle = record.steps[0]?.phases.filter(({ usage }) => usage.calls === 0) ?? []
      expect(idle.map(({ phase }) => phase)).toEqual(MAY_BE_IDLE[id] ?? [])
      const artifacts = await filesBelow(experiment.paths.run(id, 1).artifacts)
      expect(artifacts).toContain(PRODUCT[id] ?? 'server.mjs')
      for (const own of adapter.notArtifacts ?? [])
        expect(artifacts.filter((path) => path.startsWith(own))).toEqual([])
    })

    // At once: some frameworks try again after a wait.
    test.concurrent.for([
      ['garbage', { text: 'Colourless green ideas sleep furiously.' }, 'failed'],
      ['nothing', { text: '' }, 'failed'],
      ['refusals of the key', { status: 401 }, 'infrastructure'],
    ] as const)(
      'does not pass when the model answers with %s',
      { timeout: 300_000 },
      async ([_what, answer, outcome], { skip }) => {
        skipUnlessInstalled(id, skip)
        await using upstream = await modelUpstream(answer)
        await using experiment = await oneRun(id, {
          provider: 'openai-compatible',
          base_url: upstream.baseUrl,
        })
        const record = await experiment.run()
        expect(upstream.requests.length).toBeGreaterThan(0)
        expect(upstream.requests.every(({ model }) => model === 'the-model')).toBe(true)
        expect(record.outcome).toBe(outcome)
        expect(record.reason).not.toBe(null)
      },
    )
  },
)

function skipUnlessInstalled(id: string, skip: (why: string) => never): void {
  const [fault] = faults.get(id) ?? []
  if (fault !== undefined) skip(`${id} is not installed (devbench frameworks install ${id}): ${fault}`)
}

interface OneRun extends AsyncDisposable {
  paths: ExperimentPaths
  run(): Promise<RunRecord>
  /** By the command, with no network but loopback where this system can do without. */
  runAlone(): Promise<RunRecord>
  calls(): Promise<LlmCall[]>
}

/** An experiment of one run of one framework, made from `minimal`. */
async function oneRun(id: string, llm: object): Promise<OneRun> {
  const dir = await mkdtemp(join(tmpdir(), 'devbench-contract-'))
  const configSet = await findConfigSet('config_sets', 'minimal')
  const request = {
    name: 'contract',
    model: 'the-model',
    temperature: 0.25,
    seed: 1,
    frameworks: [id],
    provider: 'scripted' as const,
    maxRuns: 1,
  }
  const { root } = await createExperiment(configSet, request, dir, new Date())
  const paths = experimentPaths(root)
  const config = parseDocument(await readFile(paths.configFile, 'utf8'))
  config.set('llm', llm)
  if (OPTIONS[id]) config.set('frameworks', [{ id, options: OPTIONS[id] }])
  config.setIn(['timeout', 'per_step'], 180)
  config.setIn(['acceptance', 'when'], 'never')
  await writeFile(paths.configFile, config.toString())
  const record = async (): Promise<RunRecord> =>
    RunRecord.parse(JSON.parse(await readFile(paths.run(id, 1).record, 'utf8')))
  return {
    paths,
    async run() {
      const plan = await planExperiment(paths, { env: process.env })
      const events: RunEvent[] = []
      await runExperiment(plan, { signal: new AbortController().signal, emit: (event) => events.push(event) })
      return record()
    },
    async runAlone() {
      const [file = '', ...args] = withOwnNetwork([process.execPath, publishedBin('run-experiment'), root])
      await execa(file, args, { stdin: 'ignore' })
      return record()
    },
    async calls() {
      const calls: LlmCall[] = []
      for await (const line of readJsonLines(paths.run(id, 1).llmCalls)) calls.push(LlmCall.parse(line))
      return calls
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}
