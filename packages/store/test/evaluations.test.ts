import { appendFile, writeFile } from 'node:fs/promises'
import type { RunEvaluation } from '@genai-devbench/schema'
import { EvaluationTail, appendEvaluation, readEvaluations } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { Experiment, runRecord } from './experiment.fixture.ts'

const RUN = runRecord({ run: 1 })

/** A sound evaluation of run 1, known by its reason. */
const sound = (reason: string, changes: { run?: number; run_started_at?: string } = {}): RunEvaluation => ({
  schema_version: 1,
  framework: RUN.framework,
  run: RUN.run,
  run_started_at: RUN.started_at,
  evaluated_at: '2026-01-01T01:00:00.000Z',
  not_evaluated: reason,
  ...changes,
})

const reasonOf = (experiment: Experiment): string | null | undefined =>
  readEvaluations(experiment.paths, [RUN]).get('direct#1')?.not_evaluated

const text = JSON.stringify(sound('damaged'))
const DAMAGED = [
  ['that is cut off', text.slice(0, -10)],
  ['that is empty', ''],
  ['whose bytes were overwritten', text.replace('damaged', '\0\0\0')],
  ['with a value of the wrong type', text.replace('"damaged"', '7')],
  ['that says no more than whose it is', text.replace(',"not_evaluated":"damaged"', '')],
  ['of another version', text.replace('"schema_version":1', '"schema_version":2')],
] as const

test.for(DAMAGED)(
  'a later line %s leaves a run its evaluation, and one that is sound takes its place',
  async ([, line]) => {
    await using experiment = await Experiment.make()
    await appendEvaluation(experiment.paths, sound('first'))
    await appendFile(experiment.paths.evaluations, `${line}\n`)
    expect(reasonOf(experiment)).toBe('first')
    await appendEvaluation(experiment.paths, sound('second'))
    expect(reasonOf(experiment)).toBe('second')
  },
)

test.for(DAMAGED)(
  'a run of which there is a line %s alone has no evaluation until there is a sound one',
  async ([, line]) => {
    await using experiment = await Experiment.make()
    await writeFile(experiment.paths.evaluations, `${line}\n`)
    expect(reasonOf(experiment)).toBeUndefined()
    await appendEvaluation(experiment.paths, sound('first'))
    expect(reasonOf(experiment)).toBe('first')
  },
)

test('an evaluation of a run that had the number before is none of the run that has it now', async () => {
  await using experiment = await Experiment.make()
  await appendEvaluation(
    experiment.paths,
    sound('of the run before', { run_started_at: '2025-12-31T00:00:00.000Z' }),
  )
  expect(reasonOf(experiment)).toBeUndefined()
  expect(new EvaluationTail(experiment.paths).has(RUN)).toBe(false)
  await appendEvaluation(experiment.paths, sound('first'))
  expect(reasonOf(experiment)).toBe('first')
})

test('the file is read on as it grows, each line once it is whole', async () => {
  await using experiment = await Experiment.make()
  const tail = new EvaluationTail(experiment.paths)
  expect(tail.has(RUN)).toBe(false)
  const line = `${JSON.stringify(sound('a reason: 北京'))}\n`
  await appendFile(experiment.paths.evaluations, Buffer.from(line).subarray(0, -5))
  expect(tail.of(RUN)).toBeUndefined()
  await appendFile(experiment.paths.evaluations, Buffer.from(line).subarray(-5))
  expect(tail.has(RUN)).toBe(true)
  expect(tail.of(RUN)?.not_evaluated).toBe('a reason: 北京')
  const [other, another] = [runRecord({ run: 2 }), sound('of run 2', { run: 2 })]
  await appendEvaluation(experiment.paths, another)
  expect(tail.of(other)).toEqual(another)
})
