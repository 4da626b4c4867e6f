import { appendFile, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

test('compare takes names and paths, refuses different prompts, and with --force says what changed all the same', async () => {
  await using fixture = await devbench()
  const old = await fixture.make('old', { maxRuns: 1 })
  const { config } = await fixture.make('new', { maxRuns: 1, model: 'gpt-4o' })
  for (const file of await readdir(join(config, 'prompts')))
    await appendFile(join(config, 'prompts', file), 'Also greet.')
  await Promise.all(['old', 'new'].map((name) => fixture.run('run-experiment', name)))
  const moved = join(fixture.dir, 'elsewhere')
  await rename(old.root, moved)
  const refused = await fixture.run('compare', moved, 'new')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(
    / {2}- prompt of step 1: elsewhere [0-9a-f]{12}; new [0-9a-f]{12}\n.*--force/,
  )
  const asTasks = await fixture.run('compare', moved, 'new', '--as-tasks')
  expect(asTasks.code).toBe(2)
  expect(asTasks.stderr).toMatch(/more than their tasks.*\n {2}- model: elsewhere gpt-4o-mini; new gpt-4o\n/)
  const { code, stdout } = await fixture.run('compare', moved, 'new', '--force')
  expect(code).toBe(0)
  expect(stdout).toContain('!! Scripted model: not evidence about frameworks. !!')
  expect(stdout).toContain('the values of the experiments do not mean the same')
  expect(stdout).toMatch(/^Model +model +gpt-4o-mini +gpt-4o$/m)
  const dir = join(fixture.experiments, 'comparisons', 'elsewhere_vs_new')
  expect(await readFile(join(dir, 'comparison.html'), 'utf8')).toContain('Comparison of elsewhere and new')
})
