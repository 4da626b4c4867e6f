import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
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

// Only root sets the limit from outside, between the room's beginning and its use.
test.skipIf(unavailable !== undefined || process.getuid?.() !== 0)(
  'a room that is killed while it is opened still comes to its end',
  async () => {
    const bin = mkdtempSync(join(tmpdir(), 'devbench-bin-'))
    const { PATH = '' } = process.env
    // Called with -t and the first process of the room.
    writeFileSync(join(bin, 'nsenter'), '#!/bin/sh\nkill -9 "$2"; sleep 0.2\n', { mode: 0o755 })
    process.env['PATH'] = `${bin}:${PATH}`
    try {
      const room = await openRoom({ directory, diskBytes: 2 ** 20, maxTasks: MAX_TASKS })
      expect(room.processes()).toBe(0)
      await room[Symbol.asyncDispose]()
    } finally {
      process.env['PATH'] = PATH
      rmSync(bin, { recursive: true })
    }
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
