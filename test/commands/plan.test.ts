import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

describe.concurrent('plan', () => {
  test('without a pilot and without assumptions it says what to give', async () => {
    await using fixture = await devbench()
    await fixture.make('my_test')
    const { code, stderr } = await fixture.run('plan', 'my_test', '--effect', '1.25')
    expect(code).toBe(2)
    expect(stderr).toContain('success: no framework has a finished run with a value: give --base-rate')
    expect(stderr).toContain('Make a pilot (run-experiment my_test --max-runs 10), or give assumptions')
    expect(await fixture.run('plan', 'my_test')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Give --effect 1.25'),
    })
  })

  test('with assumptions it prints runs, power, cost and time, and writes nothing', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('my_test', { frameworks: ['direct', 'self-refine'] })
    const assumed = ['--cv', '0.3', '--base-rate', '0.9', '--seconds', '60', '--cost', '0.5']
    const { code, stdout } = await fixture.run(
      'plan',
      'my_test',
      '--effect',
      '1.25',
      '--metrics',
      'tokens_total',
      ...assumed,
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Tokens +Welch, logarithms +sd of logarithms 0\.294 +d 0\.76 +29$/m)
    expect(stdout).toMatch(/^ +29 +0\.81 +<- enough$/m)
    expect(stdout).toContain('58 runs in all, 58 left to make')
    expect(stdout).toMatch(/^Cost +\$29\.00 in all/m)
    expect(stdout).toMatch(/^Time +58\.0 min in all/m)
    const { stdout: json } = await fixture.run('plan', 'my_test', '--precision', '0.1', ...assumed, '--json')
    expect(JSON.parse(json)).toMatchObject({
      goal: { kind: 'precision', half_width: 0.1 },
      total: { finished: 0 },
    })
    expect(existsSync(paths.analysis)).toBe(false)
  })
})
