import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LlmCall, UsageReading } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { ADMIN_KEY, usageServer } from '../../packages/reconciliation/test/usage-server.ts'
import { type Devbench, devbench, editConfig } from '../support/devbench.ts'
import { modelUpstream } from '../support/model-upstream.ts'

const HOUR = 3_600_000

/** An experiment that was run five hours ago, against a model on loopback in the place of OpenAI's. */
async function ranExperiment(bench: Devbench): Promise<{ paths: ExperimentPaths; calls: LlmCall[] }> {
  await using upstream = await modelUpstream({ text: '<file path="app.py">\nprint()\n</file>' })
  const paths = await bench.make('my_test', { provider: 'openai', maxRuns: 1 })
  await editConfig(paths, [/^  provider: openai$/m, `  provider: openai\n  base_url: ${upstream.baseUrl}`])
  expect((await bench.run('run-experiment', 'my_test')).code).toBe(0)
  const log = paths.run('direct', 1).llmCalls
  const calls = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LlmCall)
    .map((call) => ({ ...call, started_at: new Date(Date.parse(call.started_at) - 5 * HOUR).toISOString() }))
  await writeFile(log, calls.map((call) => `${JSON.stringify(call)}\n`).join(''))
  return { paths, calls }
}

describe.concurrent('reconcile-usage', () => {
  test('from pending over different to verified, with the pages of the API saved and imported too', async () => {
    await using bench = await devbench({ OPENAI_API_KEY: 'sk-model', OPENAI_ADMIN_KEY: ADMIN_KEY })
    const { paths, calls } = await ranExperiment(bench)
    await using server = await usageServer()
    const used = calls.map(({ started_at }) => ({
      at: Date.parse(started_at),
      model: 'upstream',
      input: 10,
      output: 5,
    }))
    server.used = [...used.map((one) => ({ ...one, project: 'proj_own' })), used[0]!]
    const reconcile = (...args: string[]) =>
      bench.run('reconcile-usage', 'my_test', '--base-url', server.baseUrl, '--interval', '0', ...args)

    const first = await reconcile()
    expect(first).toMatchObject({ code: 1, stderr: '' })
    expect(first.stdout).toMatch(
      /^pending {3}.* upstream\n +metered .*\n +OpenAI .*\n +1 of 2 equal readings/m,
    )
    const second = await reconcile()
    expect(second.code).toBe(1)
    expect(second.stdout).toMatch(
      /^differs {3}.* upstream\n[^]*requests \+1 [^]*--project[^]*\n0 verified, 0 pending, 1 differs/m,
    )

    await reconcile('--project', 'proj_own')
    const own = await reconcile('--project', 'proj_own')
    expect(own).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^verified .* upstream\n.*\n\n1 verified/m),
    })

    const file = join(bench.dir, 'usage.json')
    const start = Math.floor(used[0]!.at / HOUR) - 1
    const query = `start_time=${start * 3600}&end_time=${(start + 4) * 3600}&bucket_width=1h&group_by[]=model`
    const page = await fetch(`${server.baseUrl}/organization/usage/completions?${query}`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    })
    await writeFile(file, await page.text())
    const imported = await bench.run('reconcile-usage', 'my_test', '--import', file, '--json')
    expect(imported.code).toBe(1)
    expect((JSON.parse(imported.stdout) as UsageReading).lines).toMatchObject([
      { state: 'pending', metered: { requests: calls.length }, reported: { requests: calls.length + 1 } },
    ])

    const listed = await bench.run('reconcile-usage', 'my_test', '--list')
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    expect(listed.stdout.match(/^\S+ \S+ UTC {2}OpenAI \(.*\)/gm)?.map((line) => line.slice(25))).toEqual([
      'OpenAI (API, 1m buckets)',
      'OpenAI (API, 1m buckets)',
      'OpenAI (API, 1m buckets, projects proj_own)',
      'OpenAI (API, 1m buckets, projects proj_own)',
      'OpenAI (usage.json, 1h buckets)',
    ])
    expect(await readFile(paths.usageReadings, 'utf8')).not.toContain(ADMIN_KEY)
  })

  test('without an admin key it says where to get one, and does not take the key of the model', async () => {
    await using bench = await devbench({ OPENAI_API_KEY: 'sk-model' })
    await bench.make('my_test', { provider: 'openai' })
    const { code, stderr } = await bench.run('reconcile-usage', 'my_test')
    expect(code).toBe(2)
    expect(stderr).toMatch(/OPENAI_ADMIN_KEY is not set.*\n.*sk-admin-.*--admin-key-env.*--import/)
  })

  test('a key that would break the header of a request is refused, and not shown', async () => {
    await using bench = await devbench({ OPENAI_ADMIN_KEY: 'sk-admin-first\nsk-admin-second' })
    await bench.make('my_test', { provider: 'openai' })
    const { code, stdout, stderr } = await bench.run('reconcile-usage', 'my_test')
    expect(code).toBe(2)
    expect(stderr).toContain('OPENAI_ADMIN_KEY holds blanks or characters that no key has.')
    expect(stdout + stderr).not.toContain('second')
  })

  test.each([
    ['scripted', {}, /reached no provider \(llm\.provider: scripted\)/],
    [
      'openai-compatible',
      { baseUrl: 'http://127.0.0.1:1/v1' },
      /openai-compatible has no usage API[^]*--import/,
    ],
  ] as const)('%s has no usage API, and it says so', async (provider, settings, text) => {
    await using bench = await devbench()
    await bench.make('my_test', { provider, ...settings })
    const { code, stderr } = await bench.run('reconcile-usage', 'my_test')
    expect(code).toBe(2)
    expect(stderr).toMatch(text)
  })

  test('options that contradict each other are wrong usage', async () => {
    await using bench = await devbench()
    const { code, stderr } = await bench.run('reconcile-usage', 'my_test', '--list', '--import', 'usage.json')
    expect(code).toBe(2)
    expect(stderr).toContain("option '--list' cannot be used with option '--import <files...>'")
  })
})
