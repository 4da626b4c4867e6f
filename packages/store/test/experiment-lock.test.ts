import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LockHolder } from '@genai-devbench/schema'
import { lockExperiment } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { thisProcess } from '../src/locks/lock-holder.ts'
import { Experiment } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')

/** Leaves what a runner that was killed leaves, as long ago as given. */
async function killedRunner(experiment: Experiment, holder: object, secondsAgo = 0): Promise<void> {
  const file = experiment.path('.meta/lock/0.json')
  await mkdir(experiment.path('.meta/lock'))
  await writeFile(file, JSON.stringify(holder))
  const then = new Date(Date.now() - secondsAgo * 1000)
  await utimes(file, then, then)
}

async function holderOf(experiment: Experiment): Promise<LockHolder> {
  const [file, ...others] = await readdir(experiment.path('.meta/lock'))
  expect(others).toEqual([])
  return LockHolder.parse(JSON.parse(await readFile(experiment.path(`.meta/lock/${file}`), 'utf8')))
}

async function numberOfEndedProcess(): Promise<number> {
  const child = spawn('true')
  await once(child, 'exit')
  return child.pid ?? 0
}
const ended = async (): Promise<LockHolder> => ({ ...thisProcess(NOON), pid: await numberOfEndedProcess() })

test('one runner has the experiment; it leaves nothing behind', async () => {
  await using experiment = await Experiment.make()
  {
    await using _lock = await lockExperiment(experiment.paths, NOON)
    expect(await holderOf(experiment)).toMatchObject({
      pid: process.pid,
      host: hostname(),
      since: NOON.toISOString(),
    })
  }
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('a second one is told who has it', async () => {
  await using experiment = await Experiment.make()
  {
    await using _lock = await lockExperiment(experiment.paths, NOON)
    await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
      code: 'locked',
      exitCode: 1,
      message: `Another run-experiment is at work on ${experiment.paths.root}: process ${process.pid} on ${hostname()}, since 2026-01-01T12:00:00.000Z.`,
      hint: expect.stringContaining('Wait for it'),
    })
  }
  await using _again = await lockExperiment(experiment.paths, NOON)
})

test('of many at once one gets it, also from one that was killed', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, await ended())
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, () => lockExperiment(experiment.paths, NOON)),
  )
  const winners = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  expect(winners).toHaveLength(1)
  for (const attempt of tries) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'locked' })
  }
  await winners[0]?.[Symbol.asyncDispose]()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test("two experiments do not get into each other's way", async () => {
  await using one = await Experiment.make()
  await using other = await Experiment.make()
  await using _first = await lockExperiment(one.paths, NOON)
  await using _second = await lockExperiment(other.paths, NOON)
  expect(await holderOf(one)).toEqual(await holderOf(other))
})

test('the lock of a runner of this machine that has ended is taken over at once', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, await ended())
  await using _lock = await lockExperiment(experiment.paths, NOON)
  expect(await holderOf(experiment)).toMatchObject({ pid: process.pid })
})

const canTellApart = thisProcess(NOON).started !== null
if (!canTellApart)
  console.log('skipped: numbers given out again; this system does not say when a process started')

test.skipIf(!canTellApart)(
  'a number that was given out again is not taken for the runner that had it',
  async () => {
    await using experiment = await Experiment.make()
    await killedRunner(experiment, { ...thisProcess(NOON), started: '1' })
    await using _lock = await lockExperiment(experiment.paths, NOON)
    expect(await holderOf(experiment)).toEqual(thisProcess(NOON))
  },
)

test('a runner that is alive keeps its lock however long it was silent', async () => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, thisProcess(NOON), 3600)
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({ code: 'locked' })
})

test.for([
  [
    'of another machine',
    { host: 'elsewhere' },
    `: process ${process.pid} on elsewhere, since ${NOON.toISOString()}`,
  ],
  [
    'of a container with the same name',
    { machine: 'its own' },
    `: process ${process.pid} on ${hostname()}, since ${NOON.toISOString()}`,
  ],
  ['that cannot be read', { pid: 'none' }, ''],
])('a runner %s counts as gone after ten seconds of silence', async ([, changes, who]) => {
  await using experiment = await Experiment.make()
  await killedRunner(experiment, { ...thisProcess(NOON), ...(changes as object) })
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
    message: `Another run-experiment is at work on ${experiment.paths.root}${who as string}.`,
  })
  await rm(experiment.path('.meta/lock'), { recursive: true })
  await killedRunner(experiment, { ...thisProcess(NOON), ...(changes as object) }, 60)
  await using _lock = await lockExperiment(experiment.paths, NOON)
})

test('a lock that somebody deletes is lost, and the one that follows is left alone', async () => {
  await using experiment = await Experiment.make()
  const lost = await lockExperiment(experiment.paths, NOON)
  await rm(experiment.path('.meta/lock'), { recursive: true })
  await using _next = await lockExperiment(experiment.paths, NOON)
  if (!lost.lost.aborted) await once(lost.lost, 'abort')
  await lost[Symbol.asyncDispose]()
  expect(await holderOf(experiment)).toMatchObject({ pid: process.pid })
})

test('what takers left that were killed in the middle is cleared away', async () => {
  await using experiment = await Experiment.make()
  await experiment.write('.meta/lock.1.json/1.json', '{')
  await mkdir(experiment.path('.meta/lock.2.json'))
  {
    await using _lock = await lockExperiment(experiment.paths, NOON)
    expect(await readdir(experiment.paths.meta)).toEqual(['lock'])
  }
})

test('an experiment without .meta, as copied without hidden files, can be locked', async () => {
  await using experiment = await Experiment.make()
  await rm(experiment.paths.meta, { recursive: true })
  {
    await using _lock = await lockExperiment(experiment.paths, NOON)
  }
  expect(await readdir(experiment.paths.meta)).toEqual([])
})
