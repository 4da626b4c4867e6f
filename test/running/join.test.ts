import { readFile, readdir } from 'node:fs/promises'
import { Manifest } from '@genai-devbench/schema'
import { type ExperimentPaths, readJournal } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { type Running, devbench, editConfig, runRecord } from '../support/devbench.ts'

const FRAMEWORKS = ['direct', 'self-refine']
const RUNS = 4
const ALL = FRAMEWORKS.flatMap((id) => Array.from({ length: RUNS }, (_, index) => `${id} run ${index + 1}`))

test('of three runners over one experiment one is killed: the others make every run, each once', async () => {
  await using fixture = await devbench()
  const paths = await fixture.make('shared', { frameworks: FRAMEWORKS, maxRuns: RUNS })
  const runners = Array.from({ length: 3 }, () => fixture.start('run-experiment', 'shared', '--join'))
  await Promise.all(runners.map((runner) => runner.printed('started')))
  const [killed, ...others] = runners as [Running, ...Running[]]
  killed.kill('SIGKILL')
  await killed.ended
  for (const { code, stdout } of await Promise.all(others.map(({ ended }) => ended)))
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('all planned runs are made') as string,
    })

  await expectEachOnce(paths)
  const begunByKilled = ALL.filter((run) => killed.output().includes(`${run}: started`))
  expect(begunByKilled).not.toEqual([])
  for (const run of ALL) {
    const starts = others.map(({ output }) => output().split(`${run}: started`).length - 1)
    const times = starts.reduce((sum, n) => sum + n, 0)
    expect([run, times]).toEqual([run, begunByKilled.includes(run) ? expect.toBeOneOf([0, 1]) : 1])
  }
  const again = await fixture.run('run-experiment', 'shared')
  expect(again).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/Repaired|started/) as string })
})

/** Every run has one line in the journal, which is its record; the manifest knows it; nobody holds anything any more. */
async function expectEachOnce(paths: ExperimentPaths): Promise<void> {
  const lines = (await readFile(paths.journal, 'utf8')).trim().split('\n')
  const journal = await readJournal(paths)
  expect(lines).toHaveLength(ALL.length)
  expect(journal.map(({ framework, run }) => `${framework} run ${run}`).toSorted()).toEqual(ALL.toSorted())
  for (const record of journal) expect(await runRecord(paths, record.framework, record.run)).toEqual(record)
  const { runs } = Manifest.parse(JSON.parse(await readFile(paths.manifest, 'utf8')))
  expect(runs).toHaveLength(ALL.length)
  expect((await readdir(paths.meta)).filter((name) => /lock|claims/.test(name))).toEqual([])
}

test('--join is refused for what only one process can hold to, each with its place', async () => {
  await using fixture = await devbench()
  const paths = await fixture.make('limited', {
    provider: 'openai-compatible',
    baseUrl: 'http://127.0.0.1:9/v1',
  })
  await editConfig(paths, [
    'llm:\n',
    `stages:
  - {name: main, type: execute, order: 1, completion: tasks_done}

llm:
  record: true
  max_concurrency: 2
  rate_limit: {requests_per_minute: 10}
  budget: {experiment: {tokens: 1000}, run: {tokens: 1000}}
`,
  ])
  const { code, stderr } = await fixture.run('run-experiment', 'limited', '--join')
  expect(code).toBe(2)
  for (const place of [
    'llm.budget.experiment',
    'llm.rate_limit',
    'llm.max_concurrency',
    'llm.record',
    'stages',
  ])
    expect(stderr).toContain(place)
  expect(stderr).not.toContain('llm.budget.run')
  expect(stderr).toContain('without --join')
})
