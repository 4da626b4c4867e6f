import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runOfTokens } from '@genai-devbench/analysis/testing'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { renderChanges, writeComparison } from '../../src/comparison/index.ts'
import { experiment } from '../experiment.fixture.ts'

const runs = (framework: string, tokens: number[]) =>
  tokens.map((value, index) => runOfTokens(framework, index + 1, value))

test('two experiments give data, page and text, with what differs on top', async () => {
  await using before = await experiment([...runs('alpha', [100, 110, 120]), ...runs('beta', [300, 280, 310])])
  await using after = await experiment(
    [...runs('alpha', [200, 220, 240]), ...runs('beta', [310, 290, 300])],
    { model: 'another' },
  )
  const dir = join(before.paths.root, 'out')
  const { comparison, files } = await writeComparison([before.paths, after.paths], dir)
  expect(files.map((file) => basename(file))).toEqual([
    'comparison.html',
    'comparison.md',
    'comparison.json',
    'figures',
  ])
  expect(JSON.parse(await readFile(join(dir, 'comparison.json'), 'utf8'))).toEqual(comparison)
  const [html, markdown] = await Promise.all(files.slice(0, 2).map((file) => readFile(file, 'utf8')))
  for (const page of [html, markdown]) {
    expect(page).toContain('What changed')
    expect(page).toContain('The experiments differ in more than their runs')
  }
  expect(html).toContain('Ratio of geometric means, later over earlier')
  expect(markdown).toContain('](figures/effects_ratio.svg)')
  const drawn = parse<Record<string, string>>(await readFile(join(dir, 'figures/effects_ratio.csv')), {
    columns: true,
  })
  expect(drawn.map((row) => row['framework'])).toEqual(['alpha', 'beta', 'all 2'])
  expect(Number(drawn[0]?.['estimate'])).toBe(comparison.changes[0]?.estimate)
  const shown = renderChanges(comparison)
  expect(shown).toMatch(/^Model +model +test-model +another$/m)
  expect(shown).toMatch(/^alpha +3, 3 +2\.00 \[1\.\d+, 2\.\d+\] +\.00\d +1\.00 +different: later larger/m)
  expect(shown).toMatch(/^beta +3, 3 +1\.01 \[/m)
  expect(shown).toMatch(/^Tokens +\d+\.\d\d +1 +[<.] ?[.\d]+$/m)
})

test('metrics that are defined differently are refused, and marked where that is forced', async () => {
  await using before = await experiment(runs('alpha', [100, 110]))
  await using after = await experiment(runs('alpha', [100, 110]), {
    metrics: { primary: ['heu'], intervention_weights: { unanswered: 3 } },
  })
  const dir = join(before.paths.root, 'out')
  const both = [before.paths, after.paths]
  await expect(writeComparison(both, dir)).rejects.toMatchObject({
    code: 'not_comparable',
    message: expect.stringContaining('metrics.intervention_weights.unanswered'),
  })
  const { comparison } = await writeComparison(both, dir, { force: true })
  expect(renderChanges(comparison)).toContain('!! Tasks or metric definitions differ')
})

test('experiments without a framework in common, or without runs, are refused', async () => {
  await using before = await experiment(runs('alpha', [100, 110]))
  await using other = await experiment(runs('beta', [100, 110]))
  await using empty = await experiment([])
  const dir = join(before.paths.root, 'out')
  await expect(writeComparison([before.paths, other.paths], dir)).rejects.toMatchObject({
    code: 'no_shared_framework',
  })
  await expect(writeComparison([before.paths, empty.paths], dir)).rejects.toMatchObject({ code: 'no_runs' })
})
