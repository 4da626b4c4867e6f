import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileTreeHash } from '@genai-devbench/files'
import { expect, test } from 'vitest'
import { devbench, editConfig } from '../support/devbench.ts'

test('experiment history lists what each step left, shows what changed and restores it', async () => {
  await using fixture = await devbench()
  const paths = await fixture.make('kept', {
    configSet: 'default',
    maxRuns: 1,
  })
  await editConfig(paths, ['preserve: false', 'preserve: true'])
  for (const id of [4, 5, 6])
    await editConfig(paths, [`id: ${id}\n    enabled: true`, `id: ${id}\n    enabled: false`])
  expect(await fixture.run('run-experiment', 'kept')).toMatchObject({ code: 0 })
  // As if another framework had been run, without a history.
  const another = paths.run('another', 1).root
  await cp(paths.run('direct', 1).root, another, { recursive: true })
  await rm(join(another, 'history'), { recursive: true })
  const history = (...args: string[]) => fixture.run('devbench', 'experiment', 'history', 'kept', ...args)

  const listed = await history('direct/run_001')
  expect(listed.code).toBe(0)
  expect(listed.stdout).toContain('direct, run 1: the workspace after each step (mode diff)')
  expect(listed.stdout).toMatch(/^ +3 +Teacher CRUD +passed +7 +17\.2 kB +[\d.]+ kB +1 added$/m)

  const from = join(fixture.dir, 'step_1')
  expect(await history('1', '--framework', 'direct', '--restore', '1', '--to', from)).toMatchObject({
    code: 0,
    stdout: 'The state after step 1 is in step_1.\n',
  })
  const to = join(fixture.dir, 'step_3')
  await history('direct/1', '--restore', '3', '--to', to)
  expect(await fileTreeHash(to)).toBe(await fileTreeHash(paths.run('direct', 1).artifacts))

  const { stdout } = await history('direct/run_001', '--diff', '1..3')
  expect(stdout).toMatch(
    /^From step 1 to step 3:\n {2}added +feature_courses\.py {2}\+20\n {2}added +feature_teachers\.py {2}\+19\n\ndiff --git/,
  )
  await writeFile(join(fixture.dir, 'changes.patch'), stdout)
  const applied = await fixture.launch('git', ['apply', '--directory', 'step_1', 'changes.patch']).ended
  expect(applied).toMatchObject({ code: 0, stderr: '' })
  expect(await readdir(from)).toEqual(await readdir(to))
  for (const name of await readdir(to))
    expect(await readFile(join(from, name), 'utf8')).toBe(await readFile(join(to, name), 'utf8'))

  const refused: [args: string[], says: RegExp][] = [
    [
      ['run_001'],
      /2 frameworks have a run 1: another, direct\.\nSay which: --framework another, or another\/run_001\./,
    ],
    [['direct/2'], /kept has no run 2 of direct\.\nThere are: another 1, direct 1\./],
    [['direct/1', '--framework', 'another'], /"direct\/1" is no run of another/],
    [['another/1'], /Run 1 of another has no history\.\n.* history: \{preserve: true\}/],
    [['direct/1', '--restore', '1'], /--restore and --to go together/],
    [['direct/1', '--restore', '1', '--to', to], /step_3 is not empty/],
    [['direct/1', '--diff', '1..9'], /The history has no step 9\.\nIt has: 1 \(Student CRUD\), 2/],
    [['direct/1', '--diff', '1-2'], /Give the ids of two steps, as in 1\.\.3/],
  ]
  const answers = await Promise.all(refused.map(([args]) => history(...args)))
  for (const [index, [, says]] of refused.entries())
    expect(answers[index]).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(says) as string })
})
