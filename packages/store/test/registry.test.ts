import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExperimentMeta, Registry } from '@genai-devbench/schema'
import {
  experimentPaths,
  readRegistry,
  registryEntry,
  repairRegistry,
  withRegistry,
} from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'

const FILE = '.experiment_registry.json'

class ExperimentsDir implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async make(): Promise<ExperimentsDir> {
    return new ExperimentsDir(await mkdtemp(join(tmpdir(), 'registry-test-')))
  }

  async saved(): Promise<Registry> {
    return Registry.parse(JSON.parse(await readFile(join(this.path, FILE), 'utf8')))
  }

  /** Adds an experiment to the registry alone. */
  async list(name: string): Promise<void> {
    await withRegistry(this.path, async (registry, save) => {
      registry.experiments[name] = registryEntry(name, metaOf(name))
      await save()
    })
  }

  /** Makes the part of an experiment's directory that says where it comes from. */
  async place(name: string): Promise<void> {
    const { meta, experimentFile } = experimentPaths(join(this.path, name))
    await mkdir(meta, { recursive: true })
    await writeFile(experimentFile, JSON.stringify(metaOf(name)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}

function metaOf(name: string): ExperimentMeta {
  return {
    schema_version: 1,
    id: '123e4567-e89b-42d3-a456-426614174000',
    name,
    created_at: '2026-01-01T00:00:00.000Z',
    config_set: { name: 'default', version: '1.0.0', sha256: 'a'.repeat(64) },
    toolkit_version: '0.1.0',
  }
}

test('where there is no registry there are no experiments, and reading makes none', async () => {
  await using dir = await ExperimentsDir.make()
  expect(await readRegistry(dir.path)).toEqual({ schema_version: 1, experiments: {} })
  expect(await readdir(dir.path)).toEqual([])
})

test('an entry says what the experiment is and where', async () => {
  await using dir = await ExperimentsDir.make()
  await dir.list('my_test')
  expect(await dir.saved()).toEqual({
    schema_version: 1,
    experiments: {
      my_test: {
        id: metaOf('').id,
        path: 'my_test',
        created_at: '2026-01-01T00:00:00.000Z',
        config_set: 'default',
        config_set_version: '1.0.0',
      },
    },
  })
})

test('the directory is made when it is not there', async () => {
  await using dir = await ExperimentsDir.make()
  await withRegistry(join(dir.path, 'a/b'), async (_registry, save) => save())
  expect(await readdir(join(dir.path, 'a/b'))).toEqual([FILE])
})

test('forty at once lose none', async () => {
  await using dir = await ExperimentsDir.make()
  const names = Array.from({ length: 40 }, (_, index) => `test_${index}`)
  await Promise.all(names.map((name) => dir.list(name)))
  expect(Object.keys((await dir.saved()).experiments).toSorted()).toEqual(names.toSorted())
  expect(await readdir(dir.path)).toEqual([FILE])
})

test('work that fails changes nothing and leaves no lock', async () => {
  await using dir = await ExperimentsDir.make()
  await dir.list('first')
  const before = await readFile(join(dir.path, FILE), 'utf8')
  const failing = withRegistry(dir.path, async (registry) => {
    registry.experiments['second'] = registryEntry('second', metaOf('second'))
    throw new Error('no room')
  })
  await expect(failing).rejects.toThrow('no room')
  expect(await readFile(join(dir.path, FILE), 'utf8')).toBe(before)
  expect(await readdir(dir.path)).toEqual([FILE])
})

test('the lock of a process that was killed is taken over', async () => {
  await using dir = await ExperimentsDir.make()
  await mkdir(join(dir.path, `${FILE}.lock`))
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(join(dir.path, `${FILE}.lock`), longAgo, longAgo)
  await dir.list('my_test')
  expect(await readdir(dir.path)).toEqual([FILE])
})

describe('a registry that is damaged', () => {
  test.for([
    ['cut off', '{"schema_version": 1, "exper'],
    ['empty', ''],
    ['of another make', '{"schema_version": 2, "experiments": {}}'],
  ])('%s: is put aside, not lost', async ([, content = '']) => {
    await using dir = await ExperimentsDir.make()
    await writeFile(join(dir.path, FILE), content)
    await dir.list('my_test')
    expect(Object.keys((await dir.saved()).experiments)).toEqual(['my_test'])
    const [aside, ...others] = (await readdir(dir.path)).filter((name) => name !== FILE)
    expect(aside).toMatch(/^\.experiment_registry\.json\.unreadable-\d+$/)
    expect(others).toEqual([])
    expect(await readFile(join(dir.path, aside ?? ''), 'utf8')).toBe(content)
  })

  test('is made again from the experiments that are there', async () => {
    await using dir = await ExperimentsDir.make()
    for (const name of ['a', 'b', 'constructor']) await dir.place(name)
    await writeFile(join(dir.path, FILE), 'damaged')
    await dir.list('new')
    expect(Object.keys((await dir.saved()).experiments).toSorted()).toEqual(['a', 'b', 'constructor', 'new'])
  })

  test('is made again by itself, and one that is whole or not there is left alone', async () => {
    await using dir = await ExperimentsDir.make()
    await dir.place('a')
    expect(await repairRegistry(dir.path)).toBe(false)
    await writeFile(join(dir.path, FILE), 'damaged')
    expect(await repairRegistry(dir.path)).toBe(true)
    expect(Object.keys((await dir.saved()).experiments)).toEqual(['a'])
    expect(await repairRegistry(dir.path)).toBe(false)
  })

  test('is not confused with one that the system refuses to give', async () => {
    await using dir = await ExperimentsDir.make()
    await mkdir(join(dir.path, FILE))
    await expect(readRegistry(dir.path)).rejects.toMatchObject({ code: 'EISDIR' })
    expect(await readdir(dir.path)).toEqual([FILE])
  })
})

test('an experiment that was moved here is listed with the next one; what is none is not', async () => {
  await using dir = await ExperimentsDir.make()
  await dir.place('moved')
  await dir.place('.new-host-1-half_made')
  await mkdir(join(dir.path, 'no_experiment'))
  await dir.place('damaged')
  await writeFile(join(dir.path, 'damaged/.meta/experiment.json'), '{')
  await dir.list('new')
  expect(Object.keys((await dir.saved()).experiments).toSorted()).toEqual(['moved', 'new'])
})
