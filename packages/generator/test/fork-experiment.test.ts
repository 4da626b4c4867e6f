import { mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createExperiment, forkExperiment } from '@genai-devbench/generator'
import { ExperimentMeta } from '@genai-devbench/schema'
import { type ExperimentPaths, checkSeal, loadConfig, sealConfig } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { ExperimentsDir, NOON, complaints, contents, request, shipped } from './generator.fixture.ts'

const LATER = new Date('2026-02-02T12:00:00.000Z')

async function edit({ configFile }: ExperimentPaths, part: string, replacement: string): Promise<void> {
  const text = await readFile(configFile, 'utf8')
  if (text.split(part).length !== 2) throw new Error(`not there once: ${part}`)
  await writeFile(
    configFile,
    text.replace(part, () => replacement),
  )
}

/** An experiment that was sealed and changed since, as one is that needs a fork. */
async function changedExperiment(dir: ExperimentsDir): Promise<ExperimentPaths> {
  const source = await createExperiment(await shipped('default'), request(), dir.path, NOON)
  const { config } = await loadConfig(source)
  if (!config) throw new Error('not valid')
  const { sha256: configSha256 } = await checkSeal(source)
  await sealConfig(source, { config, configSha256 }, NOON)
  await mkdir(source.run('direct', 1).root, { recursive: true })
  await writeFile(source.run('direct', 1).record, '{}')
  await edit(source, 'seed: 7', 'seed: 8 # another')
  await writeFile(join(source.config, 'prompts/01_student_crud.txt'), 'Changed.\n')
  await writeFile(join(source.config, 'prompts/07_new.txt'), 'New.\n')
  return source
}

test('a fork has the configuration as it now stands, comments and all, under its own name', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await changedExperiment(dir)
  const fork = await forkExperiment(source, 'my_test_v2', dir.path, LATER)
  const { 'config.yaml': before = '', ...others } = await contents(source.config)
  const { 'config.yaml': after = '', ...copied } = await contents(fork.config)
  expect(copied).toEqual(others)
  expect(after).toBe(before.replace('name: my_test', 'name: my_test_v2'))
  expect(after).toContain('seed: 8 # another')
  expect(await complaints(fork)).toEqual([])
})

test('a fork is open: neither sealed nor run', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await changedExperiment(dir)
  await expect(checkSeal(source)).rejects.toMatchObject({ code: 'sealed' })
  const fork = await forkExperiment(source, 'my_test_v2', dir.path, LATER)
  await checkSeal(fork)
  expect(
    Object.keys(await contents(fork.root)).filter(
      (path) => path.startsWith('runs/') || path.startsWith('.meta/'),
    ),
  ).toEqual(['.meta/experiment.json'])
})

test('a fork keeps where its source came from, and is an experiment of its own', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await changedExperiment(dir)
  const fork = await forkExperiment(source, 'my_test_v2', dir.path, LATER)
  const [before, after] = await Promise.all(
    [source, fork].map(async ({ experimentFile }) =>
      ExperimentMeta.parse(JSON.parse(await readFile(experimentFile, 'utf8'))),
    ),
  )
  expect(after).toMatchObject({
    name: 'my_test_v2',
    created_at: LATER.toISOString(),
    config_set: before?.config_set,
  })
  expect(after?.id).not.toBe(before?.id)
  expect(await dir.registered()).toEqual(['my_test', 'my_test_v2'])
  expect(await readFile(fork.readme, 'utf8')).toMatch(/^# my_test_v2\n\nMade from the experiment my_test, /)
})

test('the source stays as it is', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await changedExperiment(dir)
  const before = await contents(source.root)
  await forkExperiment(source, 'my_test_v2', dir.path, LATER)
  expect(await contents(source.root)).toEqual(before)
})

test('a fork of a fork, and of an experiment elsewhere', async () => {
  await using dir = await ExperimentsDir.make()
  await using elsewhere = await ExperimentsDir.make()
  const fork = await forkExperiment(await changedExperiment(dir), 'second', elsewhere.path, LATER)
  const third = await forkExperiment(fork, 'third', dir.path, LATER)
  expect((await loadConfig(third)).config).toMatchObject({ name: 'third', seed: 8 })
})

test('a name that YAML would take for a number stays a name', async () => {
  await using dir = await ExperimentsDir.make()
  const fork = await forkExperiment(await changedExperiment(dir), '007', dir.path, LATER)
  expect((await loadConfig(fork)).config?.name).toBe('007')
})

test('links become the files they lead to; those that lead nowhere are left behind', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await changedExperiment(dir)
  await rm(join(source.config, 'prompts/02_course_crud.txt'))
  await symlink(join(source.config, 'prompts/07_new.txt'), join(source.config, 'prompts/02_course_crud.txt'))
  await symlink('me@host.1234:5678', join(source.config, '.#config.yaml'))
  const fork = await forkExperiment(source, 'my_test_v2', dir.path, LATER)
  await expect(readlink(join(fork.config, 'prompts/02_course_crud.txt'))).rejects.toMatchObject({
    code: 'EINVAL',
  })
  expect(await readFile(join(fork.config, 'prompts/02_course_crud.txt'), 'utf8')).toBe('New.\n')
  expect(Object.keys(await contents(fork.config))).not.toContain('.#config.yaml')
})

describe('what cannot be forked is refused, and nothing remains', () => {
  async function refused(
    dir: ExperimentsDir,
    source: ExperimentPaths,
    name = 'my_test_v2',
  ): Promise<unknown> {
    const before = await dir.entries()
    const error: unknown = await forkExperiment(source, name, dir.path, LATER).then(
      () => new Error('was forked'),
      (reason: unknown) => reason,
    )
    expect(await dir.entries()).toEqual(before)
    return error
  }

  test('a configuration that is not valid', async () => {
    await using dir = await ExperimentsDir.make()
    const source = await changedExperiment(dir)
    await edit(source, 'model: gpt-4o-mini', 'modell: gpt-4o-mini')
    expect(await refused(dir, source)).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(
        /cannot be copied: 1 problem\n {2}- config\/config\.yaml:8:1 modell: unknown key/,
      ),
    })
  })

  test('a configuration that breaches a rule', async () => {
    await using dir = await ExperimentsDir.make()
    const source = await changedExperiment(dir)
    await edit(source, '  - id: 2', '  - id: 1')
    expect(await refused(dir, source)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('step id 1 is used twice'),
    })
  })

  test.for(['', 'damaged', undefined])(
    'an experiment that does not say where it came from: %j',
    async (content) => {
      await using dir = await ExperimentsDir.make()
      const source = await changedExperiment(dir)
      await (content === undefined ? rm(source.experimentFile) : writeFile(source.experimentFile, content))
      expect(await refused(dir, source)).toMatchObject({
        code: 'damaged_experiment',
        exitCode: 2,
        message: expect.stringContaining('.meta/experiment.json'),
      })
    },
  )

  test('a name that is taken or none', async () => {
    await using dir = await ExperimentsDir.make()
    const source = await changedExperiment(dir)
    expect(await refused(dir, source, 'my_test')).toMatchObject({ code: 'exists' })
    expect(await refused(dir, source, '../my_test')).toMatchObject({ code: 'bad_name' })
  })
})

describe('a replay', () => {
  test('is the same experiment, answered from the recordings of the other, at its prices and with its pins', async () => {
    await using dir = await ExperimentsDir.make()
    const source = await createExperiment(await shipped('default'), request(), dir.path, NOON)
    await edit(
      source,
      'provider: scripted',
      'provider: scripted\n  record: true\n  pin: {seed: false}\n  middleware: [{use: redact, patterns: [email]}]\n  prices: {m: {input: 1, output: 2}}',
    )
    await mkdir(source.recordings)
    const replay = await forkExperiment(source, 'again', dir.path, LATER, { replays: true })
    const { config } = await loadConfig(replay)
    const { config: recorded } = await loadConfig(source)
    expect(config).toEqual({
      ...recorded,
      name: 'again',
      llm: {
        provider: 'replay',
        from: 'my_test',
        mask: [],
        pin: { model: true, temperature: true, seed: false },
        middleware: [{ use: 'redact', headers: [], patterns: ['email'] }],
        prices: { m: { input: 1, output: 2 } },
      },
    })
    expect(await readFile(replay.readme, 'utf8')).toContain('**replays** recorded answers')
    const elsewhere = await forkExperiment(source, 'again', join(dir.path, 'others'), LATER, {
      replays: true,
    })
    expect((await loadConfig(elsewhere)).config?.llm).toMatchObject({ from: '../../my_test' })
  })
})
