import { readFile, rm, writeFile } from 'node:fs/promises'
import type { RunEvent } from '@genai-devbench/schema'
import { type Lock, claimRun, joinExperiment, readEvaluations } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { type Fixture, experiment, script } from './experiment.fixture.ts'

const LEAVE = script('noop', 'process.exit(0)')

/** Another runner that shares the experiment, so that nobody who joins has it for itself. */
async function anotherRunner({ paths }: Fixture): Promise<Lock> {
  const { lock, open } = await joinExperiment(paths, new Date(), new AbortController().signal)
  await open?.()
  return lock
}

const begun = (events: readonly RunEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'run_started' ? [event.run] : []))

test('a run that another process has claimed is left to it, and made when it gives up', async () => {
  await using fixture = await experiment({
    frameworks: [LEAVE],
    stopping: { mode: 'fixed', max_runs: 3 },
  })
  await using _other = await anotherRunner(fixture)
  const claim = await claimRun(fixture.paths, { framework: 'noop', run: 1 })
  const { reason, events } = await fixture.run({
    join: true,
    onEvent(event) {
      if (event.type === 'run_finished' && event.run === 3) void claim?.[Symbol.asyncDispose]()
    },
  })
  expect(reason).toBe('max_runs')
  expect(begun(events)).toEqual([2, 3, 1])
  expect((await fixture.journal()).map(({ run }) => run)).toEqual([2, 3, 1])
})

test('a finished run that was not put in the journal, since its runner was killed, is put there and not made again', async () => {
  await using fixture = await experiment({
    frameworks: [LEAVE],
    stopping: { mode: 'fixed', max_runs: 2 },
  })
  await fixture.run()
  const [line] = (await readFile(fixture.paths.journal, 'utf8')).split('\n')
  // The next line was cut off.
  await writeFile(fixture.paths.journal, `${line}\n${line?.slice(0, 40)}`)
  await using _other = await anotherRunner(fixture)
  const { reason, events } = await fixture.run({ join: true })
  expect(reason).toBe('max_runs')
  expect(begun(events)).toEqual([])
  expect(events).toContainEqual({
    type: 'run_made_elsewhere',
    framework: 'noop',
    run: 2,
    outcome: 'completed',
  })
  expect((await fixture.journal()).map(({ run }) => run)).toEqual([1, 2])
})

test('finished runs whose runner was killed before it evaluated them are evaluated, in the journal or not', async () => {
  await using fixture = await experiment({
    frameworks: [LEAVE],
    stopping: { mode: 'fixed', max_runs: 2 },
    acceptance: { when: 'last_step' },
  })
  const path = process.env['PATH']
  try {
    // Without bubblewrap, so that what is put down is why nothing could be evaluated: it takes no time.
    process.env['PATH'] = '/nowhere'
    await fixture.run()
    const [line] = (await readFile(fixture.paths.journal, 'utf8')).split('\n')
    await writeFile(fixture.paths.journal, `${line}\n`)
    await rm(fixture.paths.evaluations)
    await using _other = await anotherRunner(fixture)
    await fixture.run({ join: true })
  } finally {
    process.env['PATH'] = path
  }
  const runs = await fixture.journal()
  expect([...readEvaluations(fixture.paths, runs).keys()]).toEqual(['noop#1', 'noop#2'])
  expect((await readFile(fixture.paths.evaluations, 'utf8')).trim().split('\n')).toHaveLength(2)
})
