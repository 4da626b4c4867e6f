import { readFile, rm } from 'node:fs/promises'
import { experimentConfig, runOfTokens, runRecord } from '@genai-devbench/analysis/testing'
import { LlmCall, Results, type RunRecord } from '@genai-devbench/schema'
import { hashConfig, sealConfig } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { experiment } from './experiment.fixture.ts'

const TOKENS = { alpha: [120, 150, 180, 210, 260], beta: [900, 700, 1100, 800, 950] }

/** Two frameworks with five runs each; the first run of beta fails for `reason`. */
function twoFrameworks(reason = 'exit code 1'): RunRecord[] {
  const runs = Object.entries(TOKENS).flatMap(([framework, tokens]) =>
    tokens.map((count, index) => runOfTokens(framework, index + 1, count)),
  )
  const failed = runRecord({ framework: 'beta', run: 1, steps: [{ id: 1, outcome: 'failed', reason }] })
  return runs.map((run) => (run.framework === 'beta' && run.run === 1 ? failed : run))
}

test('writes the results, the report in both forms and a figure for each primary metric that has values', async () => {
  await using fixture = await experiment(twoFrameworks(), {
    metrics: { primary: ['tokens_total', 'cost_usd', 'success'] },
  })
  const { results, files } = await fixture.report()
  expect(files.map((file) => file.slice(fixture.paths.analysis.length + 1))).toEqual([
    'report.html',
    'report.md',
    'results.json',
    'figures',
    'tables',
  ])
  expect(Object.keys(await fixture.readAll()).filter((name) => name.endsWith('.svg'))).toEqual([
    'figures/cost_quality.svg',
    'figures/effects_ratio.svg',
    'figures/effects_success.svg',
    'figures/success.svg',
    'figures/tokens_total.svg',
  ])
  expect(Results.parse(JSON.parse(await fixture.read('results.json')))).toEqual(results)
  const none = 'Cost: no figure, since no run has a value (no price is known for test-model).'
  expect(await fixture.read('report.html')).toContain(none)
  expect(await fixture.read('report.md')).toContain(none)
})

test('estimated usage is said on top and marked where the sums stand', async () => {
  const usage = { calls: 4, estimated: 3, input: 100, output: 10, picousd: 5e9 }
  const runs = twoFrameworks().filter(({ run, framework }) => run > 1 || framework !== 'alpha')
  runs.push(runRecord({ framework: 'alpha', run: 1, steps: [{ id: 1, phases: { main: usage } }] }))
  await using fixture = await experiment(runs)
  await fixture.report()
  const report = await fixture.read('report.md')
  expect(report).toContain('Tokens and costs are partly estimated: alpha (3 of ')
  expect(report.match(/partly estimated: the provider did not report/g)).toHaveLength(1)
})

test('the same runs give the same bytes, in whatever order they finished', async () => {
  await using first = await experiment(twoFrameworks())
  await using second = await experiment(twoFrameworks().toReversed())
  await first.report()
  const files = await first.readAll()
  await first.report()
  expect(await first.readAll()).toEqual(files)
  await second.report()
  expect(await second.readAll()).toEqual(files)
})

test('and whether each run has a record of its own beside its line or not, whatever the order of their keys', async () => {
  const runs = twoFrameworks().map(reordered)
  await using lines = await experiment(runs)
  await using both = await experiment(runs)
  for (const run of runs)
    await both.write(
      `runs/${run.framework}/run_${String(run.run).padStart(3, '0')}/run.json`,
      JSON.stringify(run, null, 2),
    )
  await lines.report()
  await both.report()
  expect(await both.readAll()).toEqual(await lines.readAll())
})

const reordered = (record: RunRecord): RunRecord =>
  Object.fromEntries(Object.entries(record).toReversed()) as unknown as RunRecord

test('the page needs nothing but itself: no address to load from, and a script only to sort its tables', async () => {
  await using fixture = await experiment(twoFrameworks())
  await fixture.report()
  const html = await fixture.read('report.html')
  expect(html).not.toMatch(/<script[^>]|<link|<img|<iframe|@import|url\(|\bsrc=|fetch|import\(/i)
  expect(html.match(/<script>/g)).toHaveLength(1)
  expect(html.match(/https?:\/\/[^"\s]+/g)?.filter((url) => !url.startsWith('http://www.w3.org/'))).toEqual(
    [],
  )
  expect(html).toContain('prefers-color-scheme: dark')
  expect(html).toMatch(
    /<svg role="img" aria-label="Tokens by framework, geometric mean with 95% log-t interval\. alpha: /,
  )
})

test('what comes from a framework is text, never markup', async () => {
  const hostile =
    '<script>alert(1)</script> | a `cell` **bold** [link](http://x) $x$\n| second | row |\u001B[31m'
  await using fixture = await experiment(twoFrameworks(hostile))
  await fixture.report()
  const html = await fixture.read('report.html')
  expect(html).not.toContain('<script>alert')
  expect(html).toContain(
    '&lt;script&gt;alert(1)&lt;/script&gt; | a `cell` **bold** [link](http://x) $x$ | second | row |</td>',
  )
  const row = (await fixture.read('report.md')).split('\n').find((line) => line.includes('alert'))
  expect(row).toBe(
    String.raw`| 1 | failed | 1 | &lt;script&gt;alert(1)&lt;/script&gt; \| a \`cell\` \*\*bold\*\* \[link\](http://x) \$x\$ \| second \| row \| | run 1 |`,
  )
})

test('the scripted model is named on top of every rendering, on each printed page and in each figure', async () => {
  const warning = 'Scripted model: not evidence about frameworks.'
  const runs = [1, 2, 3, 4, 5].map((run) => runRecord({ run, provider: 'scripted' }))
  await using fixture = await experiment(runs, { llm: { provider: 'scripted' }, frameworks: ['alpha'] })
  await fixture.report()
  const html = await fixture.read('report.html')
  expect(html.indexOf(`<p class="warning" role="note">${warning}</p>`)).toBeGreaterThan(0)
  expect(html.indexOf(warning)).toBeLessThan(html.indexOf('<main>'))
  expect((await fixture.read('report.md')).split('\n').slice(0, 4)).toEqual([
    '# sketch',
    '',
    '> [!WARNING]',
    `> **${warning}**`,
  ])
  expect(html).toMatch(new RegExp(`@page \\{[^}]*@top-center \\{ content: "${warning}"`))
  expect(await fixture.read('figures/tokens_total.svg')).toContain(warning)
  expect(await fixture.read('tables/outcomes.tex')).toContain(warning)
})

test('totals count the calls of attempts and runs that have no result', async () => {
  await using fixture = await experiment([runRecord({ run: 1 })])
  await fixture.write('runs/beta/run_002/llm_calls.jsonl', call(1000))
  await fixture.write('runs/beta/run_002/attempts/1/llm_calls.jsonl', call(30) + call(70))
  const { results } = await fixture.report()
  expect(results.totals.unfinished).toMatchObject({ calls: 3, input_tokens: 1100, output_tokens: 3 })
  expect(results.totals.all).toMatchObject({ calls: 4, input_tokens: 1200, output_tokens: 13 })
  expect(results.frameworks[1]).toMatchObject({
    runs: 0,
    unfinished_runs: [{ run: 2, reason: 'it is under way, or was cut off' }],
  })
})

test('a call of which no more than half a line is left is counted, and its tokens are not known', async () => {
  await using fixture = await experiment([runRecord({ run: 1 })])
  await fixture.write('runs/beta/run_002/llm_calls.jsonl', `${call(1000)}${call(5).slice(0, 40)}`)
  const { results } = await fixture.report()
  expect(results.totals.unfinished).toMatchObject({
    calls: 2,
    input_tokens: null,
    tokens_reason: 'a line of llm_calls.jsonl is damaged',
  })
})

test('an experiment without a finished run is an error that says to run it first', async () => {
  await using fixture = await experiment([])
  await expect(fixture.report()).rejects.toMatchObject({
    code: 'no_runs',
    exitCode: 2,
    hint: expect.stringContaining('run-experiment'),
  })
})

test('a configuration changed after the first run is an error, which leaves the report there, or an amendment in the next', async () => {
  await using fixture = await experiment([runRecord({ run: 1 })])
  const { results } = await fixture.report()
  await fixture.write('config/prompts/01.txt', 'Another task.')
  await expect(fixture.report()).rejects.toMatchObject({ code: 'sealed', exitCode: 2 })
  expect(JSON.parse(await readFile(`${fixture.paths.analysis}/results.json`, 'utf8'))).toEqual(results)
  const { sha256: configSha256 } = await hashConfig(fixture.paths)
  const planned = { config: experimentConfig(), configSha256, amend: 'the task was unclear' }
  await sealConfig(fixture.paths, planned, new Date(0))
  await fixture.report()
  expect(await fixture.read('report.md')).toContain(
    '| 1970-01-01T00:00:00.000Z | the task was unclear | prompts/01.txt |',
  )
})

test('a configuration that is not valid is an error with its problems', async () => {
  await using fixture = await experiment([])
  await rm(fixture.paths.seal)
  await fixture.write('config/config.yaml', 'name: [')
  await expect(fixture.report()).rejects.toMatchObject({ code: 'invalid', exitCode: 2 })
})

/** A line of llm_calls.jsonl. */
function call(tokens: number): string {
  const record = LlmCall.parse({
    id: `call of ${tokens}`,
    framework: 'beta',
    run: 2,
    attempt: 1,
    step: 1,
    execution_index: 1,
    phase: 'generate',
    started_at: '2026-01-01T00:00:00.000Z',
    duration_ms: 5,
    time_to_first_byte_ms: 1,
    path: '/v1/chat/completions',
    stream: false,
    status: 200,
    error: null,
    mutations: [],
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'test-model',
    sent_model: 'test-model',
    sent_temperature: null,
    sent_seed: null,
    'gen_ai.response.model': 'test-model',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': tokens,
    'gen_ai.usage.output_tokens': 1,
    'gen_ai.usage.cache_read.input_tokens': 0,
    'gen_ai.usage.cache_creation.input_tokens': 0,
    'gen_ai.usage.reasoning.output_tokens': 0,
    usage_source: 'measured',
    usage_reason: null,
    cost_picousd: null,
    cost_reason: 'no price is known for test-model',
  })
  return `${JSON.stringify(record)}\n`
}
