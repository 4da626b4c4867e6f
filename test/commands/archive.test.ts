import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { experimentPaths } from '@genai-devbench/store'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { devbench, finishedRuns } from '../support/devbench.ts'

describe.concurrent('experiment archive', () => {
  test('unpacked at another path, an experiment goes on where it stopped, and analyses to the same results', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('my_test', { maxRuns: 2 })
    await fixture.run('run-experiment', 'my_test', '--max-runs', '1')
    const first = await readFile(paths.run('direct', 1).record, 'utf8')
    await fixture.run('analyze', 'my_test')
    const results = await readFile(join(paths.analysis, 'results.json'), 'utf8')
    const archived = await fixture.run('devbench', 'experiment', 'archive', 'my_test')
    expect(archived).toMatchObject({ code: 0, stderr: '' })
    expect(archived.stdout).toMatch(
      /^Wrote my_test\.tar\.gz: \d+ files, [\d.]+ kB\nsha256 [0-9a-f]{64}\nRead back: every file is as it was archived\.\n/,
    )
    const elsewhere = join(fixture.dir, 'else where')
    await mkdir(elsewhere)
    await execa('tar', ['-xzf', 'my_test.tar.gz', '-C', elsewhere], { cwd: fixture.dir })
    const moved = experimentPaths(join(elsewhere, 'my_test'))
    expect(await fixture.run('devbench', 'experiment', 'verify', moved.root)).toMatchObject({ code: 0 })
    await fixture.run('analyze', moved.root)
    expect(await readFile(join(moved.analysis, 'results.json'), 'utf8')).toBe(results)
    // Analysing changed nothing that was archived.
    expect(await fixture.run('devbench', 'experiment', 'verify', moved.root)).toMatchObject({ code: 0 })
    expect(await fixture.run('run-experiment', moved.root)).toMatchObject({ code: 0 })
    expect(await finishedRuns(moved)).toEqual(['direct 1 completed', 'direct 2 completed'])
    expect(await readFile(moved.run('direct', 1).record, 'utf8')).toBe(first)
    const after = await fixture.run('devbench', 'experiment', 'verify', moved.root)
    expect(after.code).toBe(1)
    expect(after.stdout).toContain('extra    runs/direct/run_002/run.json')
  })

  test('verify names what differs and exits 1; --json says the same', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('my_test', { maxRuns: 1 })
    await fixture.run('run-experiment', 'my_test')
    expect(await fixture.run('devbench', 'experiment', 'verify', 'my_test')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/holds together: \d+ of \d+ files were compared/),
    })
    await writeFile(join(paths.config, 'new.txt'), 'new')
    const { code, stdout } = await fixture.run('devbench', 'experiment', 'verify', 'my_test')
    expect(code).toBe(1)
    expect(stdout).toBe(
      `${paths.root}: 1 difference\n  extra  config/new.txt  (added after the first run sealed config/)\n`,
    )
    const { stdout: json } = await fixture.run('devbench', 'experiment', 'verify', 'my_test', '--json')
    expect(JSON.parse(json)).toMatchObject({
      path: paths.root,
      archived: false,
      differences: [{ path: 'config/new.txt', fault: 'extra' }],
    })
  })

  test('what is no experiment and no archive is an error that says what to name', async () => {
    await using fixture = await devbench()
    await writeFile(join(fixture.dir, 'notes.txt'), 'text')
    expect(await fixture.run('devbench', 'experiment', 'verify', 'notes.txt')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not a tar.gz'),
    })
    expect(await fixture.run('devbench', 'experiment', 'verify', 'nope.tar.gz')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no archive "nope.tar.gz"'),
    })
    expect(await fixture.run('devbench', 'experiment', 'archive', 'nope')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no experiment "nope"'),
    })
  })
})
