import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadConfigSet } from '@genai-devbench/config-sets'
import { fileTreeHash, filesBelow } from '@genai-devbench/files'
import { createExperiment } from '@genai-devbench/generator'
import {
  ExperimentMeta,
  TOOLKIT_VERSION,
  UserError,
  ValidationError,
  configJsonSchema,
} from '@genai-devbench/schema'
import { loadConfig } from '@genai-devbench/store'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ExperimentsDir, NOON, complaints, contents, request, shipped } from './generator.fixture.ts'

describe.for(['default', 'minimal'] as const)('an experiment from the config set %s', (name) => {
  test('has all its files, byte for byte', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped(name)
    const { config } = await createExperiment(set, request(), dir.path, NOON)
    expect((await filesBelow(config)).filter((path) => path.includes('/'))).toEqual(set.files)
    for (const file of set.files)
      expect(await readFile(join(config, file))).toEqual(await readFile(join(set.dir, file)))
  })

  test('is valid as it is, with every step enabled', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped(name)
    const paths = await createExperiment(set, request(), dir.path, NOON)
    const { config, prompts } = await loadConfig(paths)
    expect(await complaints(paths)).toEqual([])
    expect(config?.steps).toEqual(
      set.metadata.available_steps.map(({ id, name: title, prompt_file }) => ({
        id,
        name: title,
        prompt_file,
        enabled: true,
      })),
    )
    expect([...prompts.keys()]).toEqual(set.metadata.available_steps.map(({ id }) => id))
  })

  test('has the schema of its config.yaml beside it', async () => {
    await using dir = await ExperimentsDir.make()
    const { configFile, configSchema } = await createExperiment(
      await shipped(name),
      request(),
      dir.path,
      NOON,
    )
    const schema: object = JSON.parse(await readFile(configSchema, 'utf8'))
    expect(schema).toEqual(configJsonSchema())
    const accepts = new Ajv({ formats: { uri: true } }).compile(schema)
    expect(accepts(parse(await readFile(configFile, 'utf8')))).toBe(true)
  })

  test('says where it came from, and is listed', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped(name)
    const { experimentFile } = await createExperiment(set, request(), dir.path, NOON)
    expect(ExperimentMeta.parse(JSON.parse(await readFile(experimentFile, 'utf8')))).toMatchObject({
      name: 'my_test',
      created_at: NOON.toISOString(),
      config_set: { name, version: set.metadata.version, sha256: await fileTreeHash(set.dir) },
      toolkit_version: TOOLKIT_VERSION,
    })
    expect(await dir.registered()).toEqual(['my_test'])
  })

  test('explains itself to a reader who has nothing else', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped(name)
    const { readme, root } = await createExperiment(set, request(), dir.path, NOON)
    const text = await readFile(readme, 'utf8')
    expect(text).toMatch(/^# my_test\n/)
    expect(text).toContain('**scripted model**')
    for (const step of set.metadata.available_steps)
      expect(text).toContain(
        `| ${step.id} | ${step.name} | [${step.prompt_file}](config/${step.prompt_file}) |`,
      )
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g))
      expect((await stat(join(root, target))).isFile()).toBe(true)
  })
})

test('the same request at the same time makes the same files, but for its id', async () => {
  await using one = await ExperimentsDir.make()
  await using other = await ExperimentsDir.make()
  const made = await Promise.all(
    [one, other].map(async (dir) =>
      contents((await createExperiment(await shipped('default'), request(), dir.path, NOON)).root),
    ),
  )
  const [first, second] = made.map(({ '.meta/experiment.json': meta = '', ...files }) => ({
    ...files,
    meta: { ...JSON.parse(meta), id: '' },
  }))
  expect(first).toEqual(second)
})

test('an experiment refers to nothing outside: the config set may go', async () => {
  await using dir = await ExperimentsDir.make()
  const source = await shipped('minimal')
  await cp(source.dir, dir.join('sets/minimal'), { recursive: true })
  await rm(dir.join('sets/minimal/hitl/approval.txt'))
  await symlink('clarification.txt', dir.join('sets/minimal/hitl/approval.txt'))
  await symlink(
    dir.join('sets/minimal/prompts/01_hello_world_api.txt'),
    dir.join('sets/minimal/prompts/02_copy.txt'),
  )
  await symlink('../README.md', dir.join('sets/minimal/prompts/03_above.txt'))
  await writeFile(dir.join('sets/minimal/README.md'), 'Of the set.')
  const paths = await createExperiment(
    await loadConfigSet(dir.join('sets/minimal')),
    request(),
    dir.path,
    NOON,
  )
  await rm(dir.join('sets'), { recursive: true })
  expect(await complaints(paths)).toEqual([])
  for (const file of await filesBelow(paths.root))
    await expect(readlink(join(paths.root, file))).rejects.toMatchObject({ code: 'EINVAL' })
  expect(await readFile(join(paths.config, 'prompts/03_above.txt'), 'utf8')).toBe('Of the set.')
  const text = JSON.stringify(await contents(paths.root))
  expect(text).not.toContain(dir.path)
})

test('an experiment may be moved', async () => {
  await using dir = await ExperimentsDir.make()
  const { root } = await createExperiment(await shipped('minimal'), request(), dir.path, NOON)
  expect(JSON.stringify(await contents(root))).not.toContain(dir.path)
})

test('the experiments directory is made when it is not there', async () => {
  await using dir = await ExperimentsDir.make()
  const { root } = await createExperiment(await shipped('minimal'), request(), dir.join('a/b'), NOON)
  expect(root).toBe(dir.join('a/b/my_test'))
})

describe('a request that cannot be met leaves nothing', () => {
  async function refused(dir: ExperimentsDir, changes: Parameters<typeof request>[0]): Promise<UserError> {
    const before = await contents(dir.path)
    const error: unknown = await createExperiment(
      await shipped('minimal'),
      request(changes),
      dir.path,
      NOON,
    ).then(
      () => new Error('was met'),
      (reason: unknown) => reason,
    )
    expect(await contents(dir.path)).toEqual(before)
    expect((await dir.entries()).filter((name) => name.startsWith('.new'))).toEqual([])
    if (!(error instanceof UserError)) throw error
    return error
  }

  test.for(['', '..', '../x', 'a/b', '/x', 'x'.repeat(300), 'tеst', '.hidden', '-x', 'a b'])(
    'the name %j',
    async (name) => {
      await using dir = await ExperimentsDir.make()
      expect(await refused(dir, { name })).toMatchObject({
        code: 'bad_name',
        exitCode: 2,
        message: expect.stringContaining('Use 1 to 64 of the letters a-z'),
      })
    },
  )

  test('look-alikes in a name are named', async () => {
    await using dir = await ExperimentsDir.make()
    expect((await refused(dir, { name: 'tеst' })).message).toContain('"е" (U+0435)')
  })

  test('a name that is taken, by an experiment or anything else', async () => {
    await using dir = await ExperimentsDir.make()
    await createExperiment(await shipped('minimal'), request(), dir.path, NOON)
    await mkdir(dir.join('empty'))
    await writeFile(dir.join('file'), 'text')
    for (const name of ['my_test', 'empty', 'file']) {
      expect(await refused(dir, { name })).toMatchObject({
        code: 'exists',
        message: `${dir.join(name)} already exists; nothing in it was touched.`,
        hint: 'Choose another --name.',
      })
    }
  })

  test.for<[string, Parameters<typeof request>[0], string]>([
    [
      'a framework twice',
      { frameworks: ['direct', 'Direct'] },
      'frameworks[1]: framework id "Direct" is used twice.',
    ],
    ['no framework', { frameworks: [] }, 'frameworks: no framework. Name at least one.'],
    ['an empty model', { model: ' ' }, 'model: empty. Name the model.'],
    ['a temperature out of range', { temperature: 3 }, 'temperature: 3 is out of range. Give at most 2.'],
    ['a seed that is none', { seed: -1 }, 'seed: -1 is out of range. Give at least 0.'],
    [
      'a server without its address',
      { provider: 'openai-compatible' },
      'llm.base_url: missing. Give a text.',
    ],
    [
      'an address for the offline model',
      { baseUrl: 'http://localhost:1/v1' },
      'llm.base_url: unknown key "base_url". It belongs to provider: openai or provider: anthropic or provider: azure-openai or provider: openai-compatible.',
    ],
  ])('%s', async ([, changes, expected]) => {
    await using dir = await ExperimentsDir.make()
    const error = await refused(dir, changes)
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toContain(expected)
    expect(await dir.entries()).toEqual([])
  })

  test('numbers of runs that do not fit together', async () => {
    await using dir = await ExperimentsDir.make()
    expect(await refused(dir, { minRuns: 10 })).toMatchObject({ code: 'bad_runs' })
  })
})

describe('whatever goes wrong half-way, no half-made experiment remains', () => {
  test('a file of the config set that is gone meanwhile', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped('minimal')
    await expect(
      createExperiment({ ...set, files: [...set.files, 'prompts/gone.txt'] }, request(), dir.path, NOON),
    ).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await dir.entries()).toEqual([])
  })

  test('a registry that cannot be written', async () => {
    await using dir = await ExperimentsDir.make()
    await mkdir(dir.join('.experiment_registry.json'))
    await expect(createExperiment(await shipped('minimal'), request(), dir.path, NOON)).rejects.toMatchObject(
      { code: 'EISDIR' },
    )
    expect(await dir.entries()).toEqual(['.experiment_registry.json'])
  })

  test('a directory that may not be written to', async () => {
    await using dir = await ExperimentsDir.make()
    await writeFile(dir.join('file'), 'text')
    await expect(
      createExperiment(await shipped('minimal'), request(), dir.join('file'), NOON),
    ).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) })
    await chmod(dir.path, 0o555)
    if (process.getuid?.() !== 0)
      await expect(
        createExperiment(await shipped('minimal'), request(), dir.path, NOON),
      ).rejects.toMatchObject({ code: 'EACCES' })
    await chmod(dir.path, 0o755)
    expect(await dir.entries()).toEqual(['file'])
  })

  test('a process that was killed: the next one clears away what it left, and only that', async () => {
    await using dir = await ExperimentsDir.make()
    const { stdout: pid } = await promisify(execFile)('sh', ['-c', 'echo $$'])
    await mkdir(dir.join(`.new-${hostname()}-${pid.trim()}-half_made/config`), { recursive: true })
    await mkdir(dir.join(`.new-${hostname()}-${process.pid}-under_way`))
    await mkdir(dir.join('.new-another_machine-1-under_way'))
    await mkdir(dir.join('.newspaper'))
    await createExperiment(await shipped('minimal'), request(), dir.path, NOON)
    expect(await dir.entries()).toEqual([
      '.experiment_registry.json',
      '.new-another_machine-1-under_way',
      `.new-${hostname()}-${process.pid}-under_way`,
      '.newspaper',
      'my_test',
    ])
  })
})

describe('at the same time', () => {
  test('experiments of different names are all made', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped('minimal')
    const names = Array.from({ length: 12 }, (_, index) => `test_${index}`)
    await Promise.all(names.map((name) => createExperiment(set, request({ name }), dir.path, NOON)))
    expect(await dir.registered()).toEqual(names.toSorted())
    expect(await dir.entries()).toEqual(['.experiment_registry.json', ...names].toSorted())
  })

  test('of one name one is made, whole, and the others are told that it is taken', async () => {
    await using dir = await ExperimentsDir.make()
    const set = await shipped('default')
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, seed) => createExperiment(set, request({ seed }), dir.path, NOON)),
    )
    const made = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
    const refusals = tries.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []))
    expect(made).toHaveLength(1)
    expect(refusals).toEqual(Array(7).fill(expect.objectContaining({ code: 'exists' })))
    expect(await dir.entries()).toEqual(['.experiment_registry.json', 'my_test'])
    for (const paths of made) expect(await complaints(paths)).toEqual([])
  })
})
