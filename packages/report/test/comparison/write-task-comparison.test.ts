import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runOfTokens } from '@genai-devbench/analysis/testing'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { renderOverTasks, writeTaskComparison } from '../../src/comparison/index.ts'
import { experiment } from '../experiment.fixture.ts'

const runs = (tokens: Record<string, number[]>) =>
  Object.entries(tokens).flatMap(([framework, values]) =>
    values.map((value, index) => runOfTokens(framework, index + 1, value)),
  )

test('experiments as tasks give data, page, figure and text; what else differs is refused, or marked', async () => {
  await using one = await experiment(runs({ alpha: [100, 110], beta: [200, 230], gamma: [50, 60] }))
  await using two = await experiment(
    runs({ alpha: [300, 310], beta: [500, 530], gamma: [400, 380] }),
    {},
    'Write two.',
  )
  await using three = await experiment(
    runs({ alpha: [70, 80], beta: [60, 65] }),
    { model: 'another' },
    'Write three.',
  )
  const dir = join(one.paths.root, 'out')
  const all = [one.paths, two.paths, three.paths]
  await expect(writeTaskComparison(all, dir)).rejects.toMatchObject({
    code: 'not_comparable',
    message: expect.stringMatching(/- model: .* test-model; .* another$/),
  })
  const { comparison, files } = await writeTaskComparison(all, dir, { force: true })
  expect(files.map((file) => basename(file))).toEqual([
    'task_comparison.html',
    'task_comparison.md',
    'task_comparison.json',
    'figures',
  ])
  expect(JSON.parse(await readFile(join(dir, 'task_comparison.json'), 'utf8'))).toEqual(comparison)
  for (const page of await Promise.all(files.slice(0, 2).map((file) => readFile(file, 'utf8')))) {
    expect(page).toContain('Models, options of frameworks or metric definitions differ')
    expect(page).toContain('With 3 tasks the smallest p-value')
    expect(page).toContain('Ratio of geometric means, A over B')
  }
  const drawn = parse<Record<string, string>>(await readFile(join(dir, 'figures/effects_tokens_total.csv')), {
    columns: true,
  })
  const rows = drawn.filter((row) => row['a'] === 'alpha' && row['b'] === 'beta')
  expect(rows.map((row) => row['task'])).toEqual([
    ...comparison.experiments.map(({ name }) => name),
    'mean of 3 tasks',
  ])
  expect(Number(rows.at(-1)?.['estimate'])).toBe(comparison.comparisons[0]?.estimate)
  const shown = renderOverTasks(comparison)
  expect(shown).toMatch(/^alpha +beta +3 +1, 0, 2 +0\.\d+ \[.*\] +\.500 +> \.999 +\.500 +inconclusive$/m)
  expect(shown).toMatch(/^alpha +gamma +2 of 3¹ /m)
  expect(shown).toMatch(/^¹ left out: \S+ \(one of the two has no run with a value\)$/m)
  expect(shown).toMatch(/^Tokens +1\.50 +3\.00 +1\.50 +2 of 3/m)
})

test('two experiments with one task are refused in any case, as are tasks that no two frameworks share', async () => {
  await using one = await experiment(runs({ alpha: [100, 110], beta: [200, 230] }))
  await using again = await experiment(runs({ alpha: [100, 120], beta: [210, 230] }))
  await using other = await experiment(runs({ alpha: [100, 120] }), {}, 'Write another.')
  const dir = join(one.paths.root, 'out')
  await expect(writeTaskComparison([one.paths, again.paths], dir, { force: true })).rejects.toMatchObject({
    code: 'same_task',
  })
  await expect(writeTaskComparison([one.paths, other.paths], dir)).rejects.toMatchObject({
    code: 'no_shared_framework',
  })
})
