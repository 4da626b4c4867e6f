import { existsSync } from 'node:fs'
import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileTreeHash } from '@genai-devbench/files'
import {
  type LlmCall,
  type Snapshot,
  type StepRecord,
  type Usage,
  sumUsage,
  usageOfCall,
  addUsage,
} from '@genai-devbench/schema'
import { type RunPaths, readAllCalls, readCalls } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { devbench, editConfig, runRecord } from '../support/devbench.ts'

/** Where to kill: after what was printed, and so many milliseconds later, when a state is being kept or a step has begun. */
const KILLS: [printed: string, later: number][] = [
  ['started', 30],
  ['step 1 Student CRUD: passed', 0],
  ['step 2 Course CRUD: passed', 4],
  ['step 3 Teacher CRUD: passed', 8],
  ['step 4 Authentication: passed', 40],
]

test('killed again and again, a run goes on at the step it was in, and every model call is counted once', async () => {
  await using fixture = await devbench()
  const paths = await fixture.make('killed', { configSet: 'default', maxRuns: 1 })
  await editConfig(paths, ['preserve: false', 'preserve: true'])
  const run = paths.run('direct', 1)
  const passed = new Map<number, StepRecord>()
  for (const [printed, later] of KILLS) {
    const running = fixture.start('run-experiment', 'killed')
    await running.printed(printed)
    await sleep(later)
    running.kill('SIGKILL')
    await running.ended
    // Or the next one would wait until it is clear that nobody holds it.
    await rm(join(paths.meta, 'lock'), { recursive: true, force: true })
    for (const step of await keptSteps(run)) {
      expect(step).toEqual(passed.get(step.id) ?? step)
      passed.set(step.id, step)
    }
  }
  const { code, stdout } = await fixture.run('run-experiment', 'killed')
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/direct run 1: going on at step \d/) as string,
  })

  const record = await runRecord(paths, 'direct', 1)
  expect(record).toMatchObject({ outcome: 'completed', attempt: KILLS.length + 1 })
  for (const step of passed.values()) expect(record.steps).toContainEqual(step)
  const counting = usageOf(await readCalls(run))
  const { calls, input_tokens, output_tokens } = record.totals.usage
  expect(counting).toMatchObject({ calls, input_tokens, output_tokens })
  const all = usageOf(await readAllCalls(run))
  const abandoned = sumUsage(record.abandoned_attempts.map(({ usage }) => usage))
  // Of a call during which the runner was killed the tokens are unknown, and so is the sum.
  const sum = addUsage(counting, abandoned)
  expect(all).toMatchObject({ calls: sum.calls, input_tokens: sum.input_tokens })
  for (const dir of [run.root, join(run.attempts, '1')])
    expect(await readdir(dir)).not.toContain('.snapshots')
  expect((await readdir(run.attempts)).toSorted()).toEqual(KILLS.map((_, index) => String(index + 1)))
  const kept = await fixture.run(
    'devbench',
    'experiment',
    'history',
    'killed',
    '1',
    '--restore',
    '6',
    '--to',
    'end',
  )
  expect(kept.code).toBe(0)
  expect(await fileTreeHash(join(fixture.dir, 'end'))).toBe(await fileTreeHash(run.artifacts))
})

/** The records of the steps that the run could go on after. */
async function keptSteps({ snapshots }: RunPaths): Promise<StepRecord[]> {
  const names = await readdir(snapshots).catch(() => [])
  const records = names
    .filter((name) => name.startsWith('after_'))
    .map((name) => join(snapshots, name, 'snapshot.json'))
    // The one before the last may have been on its way out when the runner was killed.
    .filter((path) => existsSync(path))
  const texts = await Promise.all(records.map((path) => readFile(path, 'utf8')))
  return texts.flatMap((text) => (JSON.parse(text) as Snapshot).record.steps)
}

const usageOf = (calls: readonly LlmCall[]): Usage => sumUsage(calls.map(usageOfCall))
