import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import type { Results } from '@genai-devbench/schema'
import { type ExperimentPaths, readJournal } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { type Devbench, devbench, editConfig, finishedRuns } from '../support/devbench.ts'
import { modelUpstream } from '../support/model-upstream.ts'

/** An experiment of two frameworks and three runs, answered by the scripted model, recorded and analysed. */
async function recorded(bench: Devbench): Promise<ExperimentPaths> {
  const paths = await bench.make('recorded', {
    frameworks: ['direct', 'self-refine'],
    minRuns: 3,
    maxRuns: 3,
  })
  await editConfig(paths, ['provider: scripted', 'provider: scripted\n  record: true'])
  expect((await bench.run('run-experiment', 'recorded')).code).toBe(0)
  expect((await bench.run('analyze', 'recorded')).code).toBe(0)
  return paths
}

const resultsOf = async ({ analysis }: ExperimentPaths): Promise<Results> =>
  JSON.parse(await readFile(join(analysis, 'results.json'), 'utf8')) as Results

/** Marks of the replay, and what comes from a clock. */
const MAY_DIFFER = [
  /^(experiment|provider|notices)$/,
  /^provenance\.(config_sha256|run_config_sha256\.0|input_sha256|first_run_started_at|last_run_ended_at)$/,
  /^summary\.[\w-]+\.(wall|model)_seconds\b/,
  /^comparisons\.(wall|model)_seconds\b/,
  /^power\.(precision|pairs)\.(wall|model)_seconds\b/,
  /^steps\.\d+\.wall_seconds\b/,
  /^runs\.\d+\.(values|reasons)\.(wall|model)_seconds$/,
  /\.model_ms$/,
  /^plan\.sealed_at$/,
  // Times take part in the family.
  /^comparisons\.\w+\.(test|equivalence)\.p_adjusted$/,
]

/** Paths of all values that are not the same in two objects. What is of a metric goes by that, notices all together. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  if (!isTree(a) || !isTree(b) || path === 'notices') return [path]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => {
    const name = /^(comparisons|power\.\w+)$/.test(path) ? ((a[key] as OfMetric)?.metric ?? key) : key
    return differences(a[key], b[key], path === '' ? name : `${path}.${name}`)
  })
}

type OfMetric = { metric?: string } | undefined

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

test('a recorded experiment, replayed without its recorder, gives the same results but for times', async () => {
  await using bench = await devbench()
  const original = await recorded(bench)
  const replay = bench.paths('again')
  const made = await bench.run(
    'new-experiment',
    '--from',
    'recorded',
    '--provider',
    'replay',
    '--name',
    'again',
  )
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(await bench.run('run-experiment', 'again', '--max-runs', '1')).toMatchObject({ code: 0, stderr: '' })
  // From here on it stands on its own.
  const measured = await resultsOf(original)
  await rm(original.root, { recursive: true })
  expect((await bench.run('run-experiment', 'again')).code).toBe(0)
  expect((await bench.run('analyze', 'again')).code).toBe(0)
  const replayed = await resultsOf(replay)
  const differing = differences(measured, replayed)
  expect(differing.filter((path) => !MAY_DIFFER.some((pattern) => pattern.test(path)))).toEqual([])
  expect(differing).toEqual(expect.arrayContaining(['experiment', 'provider', 'provenance.config_sha256']))
  expect(replayed.notices.map(({ code }) => code)).toContain('replayed')
  for (const { values, reasons } of replayed.runs) {
    expect(values).toMatchObject({ wall_seconds: null, model_seconds: null })
    expect(reasons.wall_seconds).toBe('replayed: times are not measurements')
  }
  for (const { replayed: mark, provider } of await readJournal(replay))
    expect([mark, provider]).toEqual([true, 'scripted'])
}, 180_000)

test('answers of a provider are replayed without it and without its key, which is in no recording', async () => {
  const key = 'sk-planted-key-of-the-provider'
  await using bench = await devbench({ PLANTED_KEY: key })
  const upstream = await modelUpstream({ text: `<file path="a.js">\n// ${key}\n</file>` })
  const settings = {
    provider: 'openai-compatible',
    baseUrl: upstream.baseUrl,
    apiKeyEnv: 'PLANTED_KEY',
  } as const
  const original = await bench.make('recorded', { ...settings, maxRuns: 1 })
  await editConfig(original, ['provider: openai-compatible', 'provider: openai-compatible\n  record: true'])
  expect(await bench.run('run-experiment', 'recorded')).toMatchObject({ code: 0 })
  await upstream[Symbol.asyncDispose]()
  await bench.run('new-experiment', '--from', 'recorded', '--provider', 'replay', '--name', 'again')
  await using keyless = await devbench()
  const { code, stdout } = await keyless.run('run-experiment', bench.paths('again').root)
  expect(stdout).toContain('Replayed from recorded answers: times are not measurements.')
  expect(code).toBe(0)
  expect(await finishedRuns(bench.paths('again'))).toEqual(['direct 1 completed'])
  for (const { recordings, config } of [original, bench.paths('again')]) {
    for (const dir of [recordings, config]) {
      for (const file of await filesBelow(dir)) {
        expect(await readFile(join(dir, file), 'utf8')).not.toContain(key)
      }
    }
  }
}, 60_000)

test('without recordings, a replay is refused when it is made and when it is run', async () => {
  await using bench = await devbench()
  await bench.make('plain')
  const fork = (...args: string[]) =>
    bench.run('new-experiment', '--name', 'again', '--provider', 'replay', ...args)
  expect(await fork('--from', 'plain')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no recordings to replay'),
  })
  expect(await fork('--config-set', 'minimal')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Name it: new-experiment --from my_test --provider replay'),
  })
  const paths = await bench.make('again')
  await editConfig(paths, ['provider: scripted', 'provider: replay\n  from: plain'])
  expect(await bench.run('run-experiment', 'again')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /config\.yaml:\d+:\d+ llm\.from: .*plain has no recordings\. An experiment is recorded when/,
    ),
  })
}, 60_000)
