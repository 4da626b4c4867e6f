import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { appendJsonLine } from '@genai-devbench/files'
import {
  type SharedLock,
  claimRun,
  joinExperiment,
  lockExperiment,
  sweepClaims,
  withJournal,
} from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { thisProcess } from '../src/locks/lock-holder.ts'
import { Experiment } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')
const joinIt = ({ paths }: Experiment): Promise<SharedLock> =>
  joinExperiment(paths, NOON, new AbortController().signal)

test('who comes first has the experiment for itself until it opens it; the others wait, then share it', async () => {
  await using experiment = await Experiment.make()
  const first = await joinIt(experiment)
  const order: string[] = []
  const second = joinIt(experiment).finally(() => order.push('joined'))
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({ code: 'locked' })
  order.push('opened')
  await first.open?.()
  expect((await second).open).toBeUndefined()
  expect(order).toEqual(['opened', 'joined'])
  await first.lock[Symbol.asyncDispose]()
  await expect(lockExperiment(experiment.paths, NOON)).rejects.toMatchObject({
    hint: expect.stringContaining('run-experiment --join') as string,
  })
  await (await second).lock[Symbol.asyncDispose]()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('a runner that was started without --join cannot be joined', async () => {
  await using experiment = await Experiment.make()
  await using _alone = await lockExperiment(experiment.paths, NOON)
  await expect(joinIt(experiment)).rejects.toMatchObject({
    code: 'locked',
    exitCode: 1,
    message: expect.stringContaining(`process ${process.pid}`) as string,
    hint: expect.stringContaining('only when it was itself started with --join') as string,
  })
  expect(await readdir(experiment.paths.meta)).toEqual(['lock'])
})

test('who waits for an opening that does not come can be stopped', async () => {
  await using experiment = await Experiment.make()
  const { lock } = await joinIt(experiment)
  await using _first = lock
  const stop = AbortSignal.timeout(20)
  await expect(joinExperiment(experiment.paths, NOON, stop)).rejects.toMatchObject({ code: 'locked' })
})

test('whoever comes and goes, nobody has the experiment for itself beside another', async () => {
  await using experiment = await Experiment.make()
  let alone = 0
  let sharing = 0
  const lookAround = (): Promise<unknown> => readdir(experiment.paths.meta)
  const check = (): void => {
    expect(alone === 0 || (alone === 1 && sharing === 0)).toBe(true)
  }
  const visitAlone = async (): Promise<void> => {
    const lock = await lockExperiment(experiment.paths, NOON)
    alone++
    check()
    await lookAround()
    alone--
    await lock[Symbol.asyncDispose]()
  }
  const visitSharing = async (): Promise<void> => {
    const { lock, open } = await joinIt(experiment)
    if (open) {
      alone++
      check()
      await lookAround()
      alone--
      sharing++
      await open()
    } else sharing++
    check()
    await lookAround()
    sharing--
    await lock[Symbol.asyncDispose]()
  }
  const visits = Array.from({ length: 16 }, async (_, index) => {
    const visit = index % 4 === 0 ? visitAlone : visitSharing
    while (!(await visit().then(() => true, unlessLocked))) await sleep(5)
  })
  await Promise.all(visits)
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('the last to leave takes with it what was left by one that was killed', async () => {
  await using experiment = await Experiment.make()
  const { lock, open } = await joinIt(experiment)
  await open?.()
  const child = spawn('true')
  await once(child, 'exit')
  const ended = JSON.stringify({ ...thisProcess(NOON), pid: child.pid, shared: 'open' })
  await writeFile(experiment.path('.meta/lock/ended.json'), ended)
  const claim = join(experiment.paths.claims, 'direct#1')
  await mkdir(claim, { recursive: true })
  await writeFile(join(claim, 'ended.json'), ended)
  await mkdir(`${claim}.0.json`)
  await sweepClaims(experiment.paths)
  await lock[Symbol.asyncDispose]()
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('of many that claim a run one gets it, and again once it is given back', async () => {
  await using experiment = await Experiment.make()
  for (let round = 0; round < 3; round++) {
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => claimRun(experiment.paths, { framework: 'direct', run: 1 })),
    )
    const got = claims.filter((claim) => claim !== undefined)
    expect(got).toHaveLength(1)
    await got[0]?.[Symbol.asyncDispose]()
  }
})

test('the journal is worked on by one at a time', async () => {
  await using experiment = await Experiment.make()
  const file = experiment.path('.meta/order.jsonl')
  const work = (n: number): Promise<void> =>
    withJournal(experiment.paths, async () => {
      await appendJsonLine(file, n)
      await appendJsonLine(file, n)
    })
  await Promise.all([1, 2, 3, 4, 5].map(work))
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(10)
  for (let index = 0; index < 10; index += 2) expect(lines[index]).toBe(lines[index + 1])
})

function unlessLocked(error: unknown): false {
  expect(error).toMatchObject({ code: 'locked' })
  return false
}
