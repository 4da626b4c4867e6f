import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openRoom, probeBubblewrap } from '../src/index.ts'
import { hasOwnPidMax } from '../src/task-limit.ts'

const probe = await probeBubblewrap()
const unavailable =
  'reason' in probe
    ? probe.reason
    : hasOwnPidMax(release())
      ? undefined
      : `Linux ${release()} has one pid_max for all`
if (unavailable) console.log(`Skipped: ${unavailable}.`)

const directory = mkdtempSync(join(tmpdir(), 'devbench-room-'))
afterAll(() => rmdirSync(directory))

const MAX_TASKS = 40
const TRIED = 1000
const ofTheMachine = (): string => readFileSync('/proc/sys/kernel/pid_max', 'utf8')

test.skipIf(unavailable)(
  'who starts processes without end in a room cannot, and nobody outside feels it',
  async () => {
    const before = ofTheMachine()
    await using room = await openRoom({ directory, diskBytes: 2 ** 20, maxTasks: MAX_TASKS })
    const bomb = `for i in $(seq ${TRIED}); do sleep 60 2>&- & done`
    const { file, args } = room.enter({ file: '/bin/sh', args: ['-c', bomb] })
    const shell = spawnSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
    expect(shell.stderr).toContain('fork')
    expect(room.processes()).toBeGreaterThan(MAX_TASKS)
    expect(room.processes()).toBeLessThanOrEqual(MAX_TASKS + 300)
    expect(ofTheMachine()).toBe(before)
    expect(spawnSync('true').status).toBe(0)
  },
)

test.each([
  ['6.14.0', true],
  ['6.18.44-fc-v669', true],
  ['7.0.0-rc1', true],
  ['6.13.12', false],
  ['6.8.0-45-generic', false],
  ['5.15.0', false],
  ['unknown', false],
])('of Linux %s it is known whether a limit of a room stays in it: %s', (kernel, own) => {
  expect(hasOwnPidMax(kernel)).toBe(own)
})
