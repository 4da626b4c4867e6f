import { existsSync } from 'node:fs'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { experiment, script } from '../experiment.fixture.ts'

test('a run of which neither record nor line can be read is made again; it says why and keeps what there was', async () => {
  await using fixture = await experiment({ frameworks: [script('a', ''), script('b', '')] })
  await fixture.run()
  const run = fixture.paths.run('a', 1)
  const untouched = await readFile(fixture.paths.run('b', 1).record, 'utf8')
  await writeFile(run.record, '{"schema_version": 1, "exp')
  await writeFile(fixture.paths.journal, '')
  await writeFile(fixture.paths.manifest, 'damaged')
  const { reason, events } = await fixture.run()
  expect(reason).toBe('max_runs')
  expect(events.filter(({ type }) => type === 'repaired' || type === 'run_rerun')).toEqual([
    {
      type: 'repaired',
      what: 'runs/journal.jsonl had no line for b run 1, which is finished; it was added',
    },
    {
      type: 'run_rerun',
      framework: 'a',
      run: 1,
      why: 'attempt 1 did not finish: its record (run.json) is damaged, and the journal has no line for it',
    },
  ])
  expect(await readFile(join(run.attempts, '1/run.json'), 'utf8')).toBe('{"schema_version": 1, "exp')
  expect(await readFile(fixture.paths.run('b', 1).record, 'utf8')).toBe(untouched)
  expect(JSON.parse(await readFile(fixture.paths.manifest, 'utf8'))).toMatchObject({
    counts: { a: { completed: 1 }, b: { completed: 1 } },
  })
})

test('a seal that is gone is made again, and it is told', async () => {
  await using fixture = await experiment({ frameworks: [script('a', '')] })
  await fixture.run()
  await rm(fixture.paths.seal)
  const { events } = await fixture.run()
  expect(events[0]).toEqual({
    type: 'repaired',
    what: '.meta/seal.json was gone and was written again: every run was made under this configuration',
  })
  expect(existsSync(fixture.paths.seal)).toBe(true)
})

test('a runner whose lock is deleted stops in order, says so and leaves no process', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', ''), script('b', 'setInterval(() => {}, 1000)')],
    execution: { order: 'declared' },
  })
  const running = fixture.run({
    onEvent: (event) => {
      if (event.type === 'step_started' && event.framework === 'b')
        void rm(join(fixture.paths.meta, 'lock'), { recursive: true })
    },
  })
  await expect(running).rejects.toMatchObject({
    code: 'lost_lock',
    exitCode: 1,
    message: expect.stringContaining('was lost'),
  })
  expect((await fixture.journal()).map(({ framework }) => framework)).toEqual(['a'])
  expect(await fixture.record('b', 1)).toMatchObject({ outcome: 'interrupted' })
  expect(await readdir(fixture.paths.meta)).not.toContain('lock')
})
