import { spawnSync } from 'node:child_process'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Results } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

const unavailable = spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-net', 'true']).status !== 0
if (unavailable) console.log('Skipped: bubblewrap does not work here.')

test.skipIf(unavailable)(
  'what a run generated is checked, analysed, and evaluated again when asked to',
  async () => {
    await using toolkit = await devbench()
    const paths = await toolkit.make('greeting', { evaluated: true, minRuns: 1, maxRuns: 1 })
    const made = await toolkit.run('run-experiment', 'greeting')
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(made.stdout).toMatch(/step 1 .*: passes (\d+) of \1 acceptance checks, evaluated in/)
    await toolkit.run('analyze', 'greeting')
    const results = Results.parse(JSON.parse(await readFile(join(paths.analysis, 'results.json'), 'utf8')))
    expect(results.runs[0]?.values).toMatchObject({
      functionality: 1,
      executable_step_rate: 1,
      regressions: 0,
    })
    expect(results.runs[0]?.reasons).toMatchObject({ migration_continuity: 'it is the first step' })

    const before = await toolkit.run('devbench', 'evaluate', 'greeting')
    expect(before.code).toBe(0)
    expect(before.stdout).toMatch(/All of it was evaluated before with these checks/)
    await rm(paths.run('direct', 1).evaluation, { recursive: true })
    const again = await toolkit.run('devbench', 'evaluate', 'greeting', '--run', 'run_001')
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(/direct +1 +(\d+) of \1 +100% +100% +0 +- +now/)
    const better = join(toolkit.dir, 'better')
    await cp(join(paths.config, 'acceptance'), better, { recursive: true })
    await writeFile(join(better, 'more.mjs'), '// Another hash.')
    const other = await toolkit.run('devbench', 'evaluate', 'greeting', '--checks', better)
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('now') })
    const unknown = await toolkit.run('devbench', 'evaluate', 'greeting', '--run', '7')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('greeting has no run 7') })
    const noRun = await toolkit.run('devbench', 'evaluate', 'greeting', '--framework', 'direct')
    expect(noRun).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --run') })
  },
)
