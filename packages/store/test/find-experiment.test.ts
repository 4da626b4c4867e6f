import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { findExperiment } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { Experiment } from './experiment.fixture.ts'

describe('an experiment is found', () => {
  test('by its name, in the experiments directory', async () => {
    await using experiment = await Experiment.make()
    expect(await findExperiment('my_test', experiment.dir)).toMatchObject({ root: experiment.paths.root })
    expect(await findExperiment('my_test', relative(process.cwd(), experiment.dir))).toMatchObject({
      root: experiment.paths.root,
    })
  })

  test('by a path, wherever it lies', async () => {
    await using experiment = await Experiment.make()
    const path = relative(process.cwd(), experiment.paths.root)
    for (const given of [
      experiment.paths.root,
      `${experiment.paths.root}/`,
      path,
      join(experiment.dir, 'x', '..', 'my_test'),
    ]) {
      expect((await findExperiment(given, '/nowhere')).root).toBe(experiment.paths.root)
    }
  })

  test('by . and .. from inside it', async () => {
    await using experiment = await Experiment.make()
    const before = process.cwd()
    try {
      process.chdir(experiment.paths.root)
      expect((await findExperiment('.', 'experiments')).root).toBe(experiment.paths.root)
      process.chdir(experiment.paths.runs)
      expect((await findExperiment('..', 'experiments')).root).toBe(experiment.paths.root)
    } finally {
      process.chdir(before)
    }
  })
})

describe('what is none is an error that helps', () => {
  test('a misspelt name', async () => {
    await using experiment = await Experiment.make()
    await expect(findExperiment('my_tset', experiment.dir)).rejects.toMatchObject({
      code: 'unknown_experiment',
      message: `There is no experiment "my_tset" (looked for ${join(experiment.dir, 'my_tset')}).`,
      hint: 'Did you mean "my_test"?',
    })
  })

  test('a name where there are no experiments yet', async () => {
    await expect(findExperiment('my_test', '/nowhere')).rejects.toMatchObject({
      hint: expect.stringContaining('Make one with new-experiment'),
    })
  })

  test('a directory that is no experiment', async () => {
    await using experiment = await Experiment.make()
    await mkdir(join(experiment.dir, 'notes'))
    await expect(findExperiment('notes', experiment.dir)).rejects.toMatchObject({
      code: 'not_an_experiment',
      message: expect.stringContaining('config/config.yaml is missing'),
    })
  })
})
