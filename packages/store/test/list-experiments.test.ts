import { appendFile, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RunRecord } from '@genai-devbench/schema'
import {
  type ExperimentOverview,
  appendToJournal,
  describeExperiment,
  forgetMissing,
  listExperiments,
  hashConfig,
  lockExperiment,
  readJournal,
  readRegistry,
  sealConfig,
  withRegistry,
  writeEnding,
  writeManifest,
} from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { Experiment, runRecord } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')
const EVENING = new Date('2026-01-01T18:00:00.000Z')

const describeIt = ({ paths }: Experiment): Promise<ExperimentOverview> =>
  describeExperiment(paths, 'my_test')

async function finish(experiment: Experiment, ...runs: number[]): Promise<void> {
  for (const run of runs) await appendToJournal(experiment.paths, runRecord({ run }))
}

/** An experiment whose first run was begun at noon. */
async function begun(): Promise<Experiment> {
  const experiment = await Experiment.make()
  const configSha256 = (await hashConfig(experiment.paths)).sha256
  await sealConfig(experiment.paths, { config: experiment.config, configSha256 }, NOON)
  return experiment
}

describe('how an experiment stands', () => {
  test('before its first run', async () => {
    await using experiment = await Experiment.make()
    expect(await describeIt(experiment)).toMatchObject({
      status: 'not_started',
      runs: { finished: 0, planned: 5 },
      model: 'gpt-4o-mini',
      sealed: false,
      config_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      last_activity: null,
    })
  })

  test('while a runner is at work, and after it was killed', async () => {
    await using experiment = await begun()
    await finish(experiment, 1)
    const lock = await lockExperiment(experiment.paths, EVENING)
    expect(await describeIt(experiment)).toMatchObject({
      status: 'running',
      runner: { pid: process.pid, host: hostname() },
      last_activity: EVENING.toISOString(),
    })
    await lock[Symbol.asyncDispose]()
    expect(await describeIt(experiment)).toMatchObject({
      status: 'interrupted',
      runner: null,
      runs: { finished: 1, planned: 5 },
      last_activity: NOON.toISOString(),
    })
  })

  test.for([
    ['interrupted', 'interrupted', null],
    ['budget_exceeded', 'budget_exceeded', null],
    ['infrastructure', 'infrastructure', null],
    ['part_done', 'part_done', null],
    ['target_met', 'finished', 'target_met'],
  ] as const)('after run-experiment ended as %s', async ([reason, status, finish_reason]) => {
    await using experiment = await begun()
    await finish(experiment, 1)
    await writeEnding(experiment.paths, reason, EVENING)
    expect(await describeIt(experiment)).toMatchObject({
      status,
      finish_reason,
      last_activity: EVENING.toISOString(),
    })
  })

  test('with all runs made it is finished, however the runner ended', async () => {
    await using experiment = await begun()
    await finish(experiment, 1, 2, 3, 4, 5)
    expect(await describeIt(experiment)).toMatchObject({ status: 'finished', finish_reason: 'max_runs' })
  })

  test('with more runs written into a plan that is sealed, that the configuration was changed', async () => {
    await using experiment = await begun()
    await finish(experiment, 1, 2, 3, 4, 5)
    await writeEnding(experiment.paths, 'max_runs', EVENING)
    expect(await describeIt(experiment)).toMatchObject({ config_changed: false })
    const text = await readFile(experiment.paths.configFile, 'utf8')
    await writeFile(experiment.paths.configFile, text.replace('max_runs: 5', 'max_runs: 7'))
    expect(await describeIt(experiment)).toMatchObject({
      status: 'finished',
      runs: { finished: 5, planned: 7 },
      config_changed: true,
    })
  })

  test('with all runs made and a stage left it is not finished', async () => {
    await using experiment = await Experiment.make()
    const stages = 'stages: [{name: main, type: execute, order: 1, completion: tasks_done}]'
    await appendFile(experiment.path('config/config.yaml'), `${stages}\n`)
    await finish(experiment, 1, 2, 3, 4, 5)
    await writeEnding(experiment.paths, 'stage_failed', EVENING)
    expect(await describeIt(experiment)).toMatchObject({ status: 'stage_failed', finish_reason: null })
  })

  test('with a configuration that cannot be run, or a damaged seal or journal', async () => {
    await using experiment = await begun()
    await appendFile(experiment.paths.journal, '{"no": "record"}\n')
    expect(await describeIt(experiment)).toMatchObject({
      status: 'damaged',
      error: expect.stringContaining('journal.jsonl'),
    })
    await rm(experiment.path('config/prompts/01_first.txt'))
    expect(await describeIt(experiment)).toMatchObject({
      status: 'invalid',
      error: expect.stringContaining('prompts/01_first.txt does not exist'),
    })
    await writeFile(experiment.paths.seal, '{')
    expect(await describeIt(experiment)).toMatchObject({ status: 'damaged', error: expect.any(String) })
  })
})

describe('the number of finished runs is that of the journal', () => {
  const counted = async (experiment: Experiment): Promise<number> => {
    const { runs } = await describeIt(experiment)
    expect(runs?.finished).toBe((await readJournal(experiment.paths)).length)
    return runs?.finished ?? -1
  }
  const list = async ({ paths }: Experiment, records: RunRecord[]): Promise<void> =>
    writeManifest(paths, 'my_test', records, NOON)

  test('with a manifest that is behind, up to date, or unreadable', async () => {
    await using experiment = await begun()
    await finish(experiment, 1, 2)
    await list(experiment, await readJournal(experiment.paths))
    expect(await counted(experiment)).toBe(2)
    await finish(experiment, 3)
    expect(await counted(experiment)).toBe(3)
    await experiment.write('runs/manifest.json', '{')
    expect(await counted(experiment)).toBe(3)
  })

  test('with lines that a crash cut off, and a run that is there twice', async () => {
    await using experiment = await begun()
    await finish(experiment, 1)
    await appendFile(experiment.paths.journal, '{"schema')
    await finish(experiment, 2, 2)
    await list(experiment, await readJournal(experiment.paths))
    await finish(experiment, 3)
    await appendFile(experiment.paths.journal, '{"schema')
    expect(await counted(experiment)).toBe(3)
  })

  test('with a journal that was cut', async () => {
    await using experiment = await begun()
    await finish(experiment, 1, 2, 3)
    await list(experiment, await readJournal(experiment.paths))
    const [first] = (await readFile(experiment.paths.journal, 'utf8')).split('\n')
    await writeFile(experiment.paths.journal, `${first}\n`)
    expect(await counted(experiment)).toBe(1)
    await rm(experiment.paths.journal)
    expect(await counted(experiment)).toBe(0)
  })
})

describe('the list', () => {
  const meta = (id: number) => ({
    schema_version: 1 as const,
    id: `123e4567-e89b-42d3-a456-42661417400${id}`,
    name: 'my_test',
    created_at: `2026-01-0${id}T00:00:00.000Z`,
    config_set: { name: 'default', version: '1.0.0', sha256: 'a'.repeat(64) },
    toolkit_version: '0.1.0',
  })
  const listed = async (dir: string): Promise<string[]> =>
    (await listExperiments(dir)).map(({ name, status }) => `${name} ${status}`)

  test('shows experiments where they are, those that were moved too, the last active first, and those that are gone', async () => {
    await using experiment = await Experiment.make()
    const { dir, paths } = experiment
    await experiment.write('.meta/experiment.json', JSON.stringify(meta(2)))
    await cp(paths.root, join(dir, 'other'), { recursive: true })
    await writeFile(join(dir, 'other/.meta/experiment.json'), JSON.stringify(meta(3)))
    await cp(paths.root, join(dir, 'gone'), { recursive: true })
    await writeFile(join(dir, 'gone/.meta/experiment.json'), JSON.stringify(meta(4)))
    await withRegistry(dir, async (_registry, save) => save())
    await cp(paths.root, join(dir, 'unknown'), { recursive: true })
    await rm(join(dir, 'unknown/.meta'), { recursive: true })
    await rm(join(dir, 'gone'), { recursive: true })
    await mkdir(join(dir, 'years/2025'), { recursive: true })
    await rename(join(dir, 'other'), join(dir, 'years/2025/renamed'))
    await writeFile(join(dir, 'notes.txt'), '')
    expect(await listed(dir)).toEqual([
      'years/2025/renamed not_started',
      'my_test not_started',
      'gone missing',
      'unknown not_started',
    ])
    expect((await listExperiments(dir))[2]).toMatchObject({ path: join(dir, 'gone'), id: meta(4).id })
    expect((await forgetMissing(dir)).toSorted()).toEqual(['gone', 'other'])
    expect(await listed(dir)).not.toContain('gone missing')
    expect(Object.keys((await readRegistry(dir)).experiments).toSorted()).toEqual(['my_test'])
  })

  test('one that is damaged hides no other', async () => {
    await using experiment = await Experiment.make()
    await cp(experiment.paths.root, join(experiment.dir, 'damaged'), { recursive: true })
    await writeFile(join(experiment.dir, 'damaged/.meta/seal.json'), '{')
    expect((await listed(experiment.dir)).toSorted()).toEqual(['damaged damaged', 'my_test not_started'])
  })

  test('a directory that is not there is an error', async () => {
    await expect(listExperiments('/no/such')).rejects.toMatchObject({ code: 'no_experiments' })
  })
})
