import { existsSync } from 'node:fs'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { devbench, editConfig, finishedRuns, processesIn } from '../support/devbench.ts'

const STAGES = `stages:
  - {name: pilot, type: execute, order: 1, completion: tasks_done, runs: 1}
  - {name: checkpoint, type: custom, order: 2, completion: script_exit, script: checkpoint.sh}
  - {name: main, type: execute, order: 3, completion: tasks_done}
  - {name: cleanup, type: cleanup, order: 4, completion: script_exit, script: cleanup.sh}
`

describe('an experiment in stages', () => {
  test('stops at its checkpoint, is killed there, and is finished with nothing made twice and nothing left running', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('staged', { maxRuns: 2 })
    await editConfig(paths, [/^stopping:/m, `${STAGES}stopping:`])
    for (const [name, body] of [
      [
        'checkpoint.sh',
        'test -e hold && { touch held; sleep 600; }\ntest -e approved || { echo "not yet" >&2; exit 1; }',
      ],
      ['cleanup.sh', 'echo "$DEVBENCH_FINISH_REASON"'],
    ] as const) {
      await writeFile(join(paths.config, name), `#!/bin/sh\n${body}\n`)
      await chmod(join(paths.config, name), 0o755)
    }
    const stopped = await fixture.run('run-experiment', 'staged')
    expect(stopped.code).toBe(1)
    expect(stopped.stdout).toContain('checkpoint: failed after')
    expect(stopped.stdout).toContain('(checkpoint.sh: exit code 1: not yet)')
    expect(stopped.stdout).toContain('To go on, with that stage: run-experiment staged')
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed'])

    await writeFile(join(paths.root, 'hold'), '')
    const held = fixture.start('run-experiment', 'staged')
    while (!existsSync(join(paths.root, 'held'))) await sleep(20)
    held.kill('SIGKILL')
    await held.ended

    await writeFile(join(paths.root, 'approved'), '')
    await rm(join(paths.root, 'hold'))
    const { code, stdout } = await fixture.run('run-experiment', 'staged')
    expect(code).toBe(0)
    expect(stdout).not.toContain('pilot (execute): started')
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed', 'direct 2 completed'])
    expect(await readFile(paths.stageLog('cleanup', 'out'), 'utf8')).toBe('stage_failed\nmax_runs\n')
    expect(await processesIn(fixture.dir)).toEqual([])
  })
})
