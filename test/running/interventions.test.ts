import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installDir, loadAdapter } from '@genai-devbench/adapters'
import { sha256 } from '@genai-devbench/files'
import { Results } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { devbench, editConfig, runRecord } from '../support/devbench.ts'
import { modelUpstream } from '../support/model-upstream.ts'

const QUESTION = 'Which database should it be?'

test('a question to a person is answered, recorded and weighed', { timeout: 120_000 }, async ({ skip }) => {
  const { installation } = await loadAdapter('opencode')
  const faults = (await installation?.check(installDir('opencode'))) ?? []
  if (faults.length > 0)
    skip(`opencode is not installed (devbench frameworks install opencode): ${faults[0]}`)
  await using bench = await devbench({ DEVBENCH_HOME: join(installDir('opencode'), '..', '..') })
  await using upstream = await modelUpstream({ text: QUESTION })
  const paths = await bench.make('asks', { frameworks: ['opencode'], maxRuns: 1 })
  await editConfig(
    paths,
    [/provider: scripted/, `provider: openai-compatible\n  base_url: ${upstream.baseUrl}`],
    [/clarification: 1/, 'clarification: 2.5'],
  )
  const { stdout, stderr } = await bench.run('run-experiment', 'asks')
  expect(`${stdout}${stderr}`).toContain('asked a person; the answer was hitl/clarification.txt')
  const answer = await readFile(join(paths.hitl, 'clarification.txt'), 'utf8')
  expect(JSON.stringify(upstream.requests[1])).toContain(JSON.stringify(answer.trim()).slice(1, 60))
  const { steps, outcome } = await runRecord(paths, 'opencode', 1)
  expect(outcome).toBe('failed')
  expect(steps.map(({ interventions }) => interventions)).toEqual([
    [
      {
        time: expect.any(String),
        question: QUESTION,
        answer: 'clarification',
        answer_sha256: sha256(answer),
      },
    ],
  ])
  await bench.run('analyze', 'asks')
  const results = Results.parse(JSON.parse(await readFile(join(paths.analysis, 'results.json'), 'utf8')))
  expect(results.runs[0]?.values).toMatchObject({ autr: 0, heu: 2.5 })
})
