import { rm, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

describe.concurrent('list-experiments', () => {
  test('says how each stands, and of a broken one what is wrong', async () => {
    await using fixture = await devbench()
    await fixture.make('done', { maxRuns: 1 })
    await fixture.run('run-experiment', 'done')
    const { root } = await fixture.make('gone')
    await rm(root, { recursive: true })
    const broken = await fixture.make('broken')
    await writeFile(broken.configFile, 'name: [')
    const { code, stdout, stderr } = await fixture.run('list-experiments')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^name +status +runs +config +model +last activity$/m)
    expect(stdout).toMatch(/^done +finished +1\/1 +[0-9a-f]{8} +gpt-4o-mini +\d{4}-\d\d-\d\d \d\d:\d\d$/m)
    expect(stdout).toMatch(/^broken +invalid +- /m)
    expect(stdout).toMatch(/^broken: config\/config\.yaml:1:/m)
    expect(stdout).toMatch(/^gone +missing /m)
    const forgetful = await fixture.run('devbench', 'list-experiments', '--forget-missing', '--json')
    expect(forgetful.stderr).toContain('gone')
    const listed = JSON.parse(forgetful.stdout) as { name: string; status: string }[]
    expect(listed.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual([
      'broken invalid',
      'done finished',
    ])
  })

  test('a directory that is not there is an error that says how to name another', async () => {
    await using fixture = await devbench()
    expect(await fixture.run('list-experiments')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--experiments-dir'),
    })
  })
})

describe.concurrent('experiment show', () => {
  test('shows an experiment that was stopped: its plan, progress, spending and next command', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('my_test', { frameworks: ['direct', 'self-refine'], maxRuns: 3 })
    await fixture.run('run-experiment', 'my_test', '--max-runs', '1')
    const { code, stdout } = await fixture.run('devbench', 'experiment', 'show', 'my_test')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Runs +3 of each framework \(6 in all\)$/m)
    expect(stdout).toMatch(/^Status +part done, last activity /m)
    expect(stdout).toMatch(/^Config hash +[0-9a-f]{12}, sealed$/m)
    expect(stdout).toMatch(/^direct +1\/3 +1 +[\d,]+ tokens +cost unknown$/m)
    expect(stdout).toContain('Scripted model: the results are not evidence about frameworks.')
    expect(stdout).toMatch(/Next: run-experiment my_test\n +analyze my_test\n$/)
    await writeFile(`${paths.config}/new.txt`, 'new')
    const { stdout: json } = await fixture.run('devbench', 'experiment', 'show', 'my_test', '--json')
    expect(JSON.parse(json)).toMatchObject({
      status: 'part_done',
      runs: { finished: 2, planned: 6 },
      frameworks: [
        { id: 'direct', runs: 1, outcomes: { completed: 1 } },
        { id: 'self-refine', runs: 1 },
      ],
      totals: { all: { input_tokens: expect.any(Number), cost_picousd: null } },
      problems: [expect.stringContaining('config/new.txt: added')],
    })
  })

  test('shows an experiment that was never run, and refuses one that is none', async () => {
    await using fixture = await devbench()
    await fixture.make('my_test')
    expect(await fixture.run('devbench', 'experiment', 'show', 'my_test')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /Status +not started[^]*Spent +no model calls[^]*Next: run-experiment my_test\n$/,
      ),
    })
    expect(await fixture.run('devbench', 'experiment', 'show', 'mytest')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "my_test"?'),
    })
  })
})
