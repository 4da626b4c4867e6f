import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Fixture, experiment, script, step } from './experiment.fixture.ts'

/** Starts a grandchild that ignores SIGTERM, notes its pid, and never ends. */
const stubborn = (detached: boolean) => `
  import { spawn } from 'node:child_process'
  import { writeFileSync } from 'node:fs'
  const source = "process.on('SIGTERM', () => {}); process.stdout.write('up'); setInterval(() => {}, 1000)"
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'], detached: ${detached} })
  child.stdout.once('data', () => writeFileSync(process.env.SCRATCH + '/../pid.txt', String(child.pid)))
`
const FOREVER = `setInterval(() => {}, 1000)`
const ends = `child.stdout.once('data', () => process.exit(0))`

async function grandchild(fixture: Fixture): Promise<number> {
  return Number(await readFile(join(fixture.paths.run('a', 1).root, 'pid.txt'), 'utf8'))
}

/** Whether anything of a process still runs: a zombie that its new parent has not collected yet does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

test('a step over its time is ended with its whole process group, a grandchild that ignores SIGTERM included', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', stubborn(false) + FOREVER)],
    timeout: { per_step: 1, total: 60 },
  })
  const { reason } = await fixture.run()
  expect(reason).toBe('max_runs')
  const record = await fixture.record('a', 1)
  expect(record).toMatchObject({
    outcome: 'timed_out',
    steps: [{ outcome: 'timed_out' }, { outcome: 'skipped' }],
  })
  expect(record.reason).toContain('longer than 1 s (timeout.per_step)')
  expect(isAlive(await grandchild(fixture))).toBe(false)
})

test.runIf(process.platform === 'linux')(
  'nor does a grandchild survive that made a session of its own',
  async () => {
    await using fixture = await experiment({
      frameworks: [script('a', stubborn(true) + FOREVER)],
      timeout: { per_step: 1, total: 60 },
    })
    await fixture.run()
    expect(isAlive(await grandchild(fixture))).toBe(false)
  },
)

test.runIf(process.platform === 'linux')(
  'what a step leaves in the background when it ends well is ended too',
  async () => {
    for (const detached of [false, true]) {
      await using fixture = await experiment({
        frameworks: [script('a', stubborn(detached) + ends)],
        steps: [step(1)],
      })
      await fixture.run()
      expect((await fixture.record('a', 1)).outcome).toBe('completed')
      expect(isAlive(await grandchild(fixture))).toBe(false)
    }
  },
)

test('the steps of a run together are held to the total', async () => {
  const wait = script('a', `await new Promise((resolve) => setTimeout(resolve, 700))`)
  await using fixture = await experiment({
    frameworks: [wait],
    steps: [step(1), step(2), step(3)],
    timeout: { per_step: 1.2, total: 1.2 },
  })
  await fixture.run()
  const record = await fixture.record('a', 1)
  expect(record.steps.map(({ outcome }) => outcome)).toEqual(['passed', 'timed_out', 'skipped'])
  expect(record.reason).toContain('timeout.total')
})

test('a stop ends the run under way, which does not count; the next call goes on and repeats no finished run', async () => {
  const slow = script(
    'a',
    `await new Promise((resolve) => setTimeout(resolve, process.env.STEP === '2' ? 600 : 0))`,
  )
  await using fixture = await experiment({ frameworks: [slow], stopping: { mode: 'fixed', max_runs: 3 } })
  const controller = new AbortController()
  const stopped = await fixture.run({
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'step_started' && event.run === 2 && event.step === 2)
        void sleep(100).then(() => controller.abort())
    },
  })
  expect(stopped.reason).toBe('interrupted')
  expect((await fixture.journal()).map(({ run }) => run)).toEqual([1])
  expect((await fixture.record('a', 2)).outcome).toBe('interrupted')
  const { events, reason } = await fixture.run()
  expect(reason).toBe('max_runs')
  const begun = events.flatMap((event) =>
    event.type === 'run_started' || event.type === 'run_resumed'
      ? [[event.type, event.run, event.attempt]]
      : [],
  )
  expect(begun).toEqual([
    ['run_resumed', 2, 2],
    ['run_started', 3, 1],
  ])
  const again = await fixture.record('a', 2)
  expect(again).toMatchObject({
    outcome: 'completed',
    attempt: 2,
    abandoned_attempts: [{ attempt: 1, outcome: 'interrupted' }],
  })
})
