import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJsonLines } from '@genai-devbench/files'
import { RunEventLine } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { devbench } from '../support/devbench.ts'

const untimed = ({ time: _time, ...event }: RunEventLine): string => JSON.stringify(event)

test('--json prints every event and nothing else on stdout, and they are those of the event logs', async () => {
  await using fixture = await devbench()
  const paths = await fixture.make('streamed', { frameworks: ['direct', 'self-refine'], maxRuns: 2 })
  const { code, stdout, stderr } = await fixture.run('run-experiment', 'streamed', '--json')
  expect(code).toBe(0)
  const streamed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => RunEventLine.parse(JSON.parse(line)))
  expect(streamed[0]).toMatchObject({ type: 'experiment_started', planned_runs: 4 })
  expect(streamed.at(-1)).toMatchObject({ type: 'experiment_finished', reason: 'max_runs' })
  expect(streamed.filter(({ type }) => type === 'run_finished')).toHaveLength(4)

  const logged: RunEventLine[] = []
  const logs = (await readdir(paths.runs, { recursive: true })).filter((path) =>
    path.endsWith('events.jsonl'),
  )
  expect(logs).toHaveLength(5)
  for (const log of logs)
    for await (const line of readJsonLines(join(paths.runs, log))) logged.push(RunEventLine.parse(line))
  expect(streamed.map(untimed).toSorted()).toEqual(logged.map(untimed).toSorted())

  expect(stderr).toContain('Experiment   streamed')
  expect(stderr).toContain('Finished: all planned runs are made.\nNext: analyze streamed\n')
})

test('--json leaves stdout empty where nothing is run, and keeps the exit codes', async () => {
  await using fixture = await devbench()
  await fixture.make('dry')
  expect(await fixture.run('run-experiment', 'dry', '--json', '--dry-run')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('nothing was run'),
  })
  expect(await fixture.run('run-experiment', 'absent', '--json')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no experiment "absent"'),
  })
})
