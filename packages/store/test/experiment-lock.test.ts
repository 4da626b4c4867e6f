import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { lockExperiment } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { Experiment } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')

/** Leaves what a runner that was killed leaves, as long ago as given. */
async function killedRunner(experiment: Experiment, holder: unknown, secondsAgo: number): Promise<void> {
  await mkdir(experiment.path('.meta/lock'))
  await writeFile(experiment.path('.meta/runner.json'), JSON.stringify(holder))
  const then = new Date(Date.now() - secondsAgo * 1000)
  await utimes(experiment.path('.meta/lock'), then, then)
}

test('one runner has the experiment; it leaves nothing behind', async () => {
  await using experiment = await Experiment.make()
  const release = await lockExperiment(experiment.paths, NOON)
  expect(JSON.parse(await experiment.read('.meta/runner.json'))).toEqual({
    pid: process.pid,
    host: hostname(),
    since: NOON.toISOString(),
  })
  await release()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('a second one is told who has it', async () => {
  await using experiment = await Experiment.make()
  const release = await lockExperiment(experiment.paths, NOON)
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
    code: 'locked',
    exitCode: 1,
    message: `Another run-experiment is at work on ${experiment.paths.root}: process ${process.pid} on ${hostname()}, since 2026-01-01T12:00:00.000Z.`,
    hint: expect.stringContaining('Wait for it'),
  })
  await release()
  await (
    await lockExperiment(experiment.paths, NOON)
  )()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('of many at once one gets it', async () => {
  await using experiment = await Experiment.make()
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, () => lockExperiment(experiment.paths, NOON)),
  )
  const winners = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  expect(winners).toHaveLength(1)
  for (const attempt of tries) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'locked' })
  }
  await winners[0]?.()
})

test("two experiments do not get into each other's way", async () => {
  await using one = await Experiment.make()
  await using other = await Experiment.make()
  const releases = [await lockExperiment(one.paths, NOON), await lockExperiment(other.paths, NOON)]
  expect(await readdir(one.paths.meta)).toEqual(await readdir(other.paths.meta))
  for (const release of releases) await release()
})

test('the lock of a runner that is gone is taken over', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, { pid: 2 ** 30, host: hostname(), since: NOON.toISOString() }, 60)
  const release = await lockExperiment(experiment.paths, NOON)
  expect(JSON.parse(await experiment.read('.meta/runner.json'))).toMatchObject({ pid: process.pid })
  await release()
})

test('the lock of a runner that was killed a moment ago is waited for', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, { pid: 2 ** 30, host: hostname(), since: NOON.toISOString() }, 9)
  const release = await lockExperiment(experiment.paths, NOON)
  expect(JSON.parse(await experiment.read('.meta/runner.json'))).toMatchObject({ pid: process.pid })
  await release()
})

test('a runner on another machine is not taken for gone', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, { pid: 2 ** 30, host: 'elsewhere', since: NOON.toISOString() }, 0)
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
    message: expect.stringContaining(`process ${2 ** 30} on elsewhere`),
  })
})

test('a holder that cannot be read is not named, and no reason to fail otherwise', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, { who: 'knows' }, 0)
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
    code: 'locked',
    message: `Another run-experiment is at work on ${experiment.paths.root}.`,
  })
})

test('an experiment without .meta, as copied without hidden files, can be locked', async () => {
  await using experiment = await Experiment.make()
  await rm(experiment.paths.meta, { recursive: true })
  await (
    await lockExperiment(experiment.paths, NOON)
  )()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})
