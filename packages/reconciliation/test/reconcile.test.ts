import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LlmCall } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import {
  type ReconcileOptions,
  anthropicUsage,
  openAiUsage,
  readUsageReadings,
  reconcileUsage,
} from '../src/index.ts'
import { type Experiment, MINUTE, NOON, call, experimentWith } from './experiment.fixture.ts'
import { ADMIN_KEY, type UsageServer, usageServer } from './usage-server.ts'

const MODEL = 'gpt-4o-2024-08-06'
const RULE = { stable_reads: 2, interval_minutes: 10 }

type Changes = Partial<Omit<ReconcileOptions, 'from'>> & {
  api?: typeof openAiUsage
  key?: string
  width?: '1m' | '1h'
}

/** Asks the server at so many minutes after noon. */
function ask({ paths }: Experiment, server: UsageServer, minutes: number, changes: Changes = {}) {
  const { api = openAiUsage, key = ADMIN_KEY, width = '1m', ...rest } = changes
  server.now = NOON + minutes * MINUTE
  return reconcileUsage(paths, {
    from: { api, baseUrl: server.baseUrl, key, width },
    filters: { projects: [], apiKeyIds: [] },
    rule: RULE,
    now: () => server.now,
    ...rest,
  })
}

/** What the provider counts of a call of the fixture. */
const counted = (one: LlmCall, reportedAt = 0) => ({
  at: Date.parse(one.started_at) + one.duration_ms,
  model: MODEL,
  input: 10,
  output: 5,
  reportedAt,
})

const states = ({ reading }: Awaited<ReturnType<typeof ask>>) =>
  reading.lines.map(({ state, reported }) => `${state} ${reported?.input_tokens}`)

test('numbers that come late are pending until they stand still, then verified; every reading is kept', async () => {
  const calls = [call(NOON + 10_000), call(NOON + 20_000), call(NOON + 30_000)]
  await using experiment = await experimentWith(calls.slice(0, 2), calls.slice(2))
  await using server = await usageServer()
  server.used = calls.map((one, index) => counted(one, NOON + (30 + 20 * index) * MINUTE))
  const seen = []
  for (const minutes of [5, 35, 65, 75, 76, 85, 95])
    seen.push(...states(await ask(experiment, server, minutes)))
  expect(seen).toEqual([
    'pending 0',
    'pending 10',
    'pending 20',
    'pending 30',
    'pending 30',
    'verified 30',
    'verified 30',
  ])
  const kept = await readUsageReadings(experiment.paths)
  expect(kept.map(({ lines }) => `${lines[0]?.state} ${lines[0]?.reported?.input_tokens}`)).toEqual(seen)
})

test('what was metered stays as it is', async () => {
  await using experiment = await experimentWith([call(NOON)])
  await using server = await usageServer()
  const log = experiment.paths.run('direct', 1).llmCalls
  const before = await readFile(log)
  await ask(experiment, server, 120)
  expect(await readFile(log)).toEqual(before)
})

test('others on the same key make it differ, in the same bucket alone, until only the own project is asked for', async () => {
  const one = call(NOON + 20_000)
  await using experiment = await experimentWith([one])
  await using server = await usageServer()
  server.used = [
    { ...counted(one), project: 'proj_own' },
    { ...counted(one), project: 'proj_other' },
    { ...counted(one), at: NOON + 5 * MINUTE },
  ]
  await ask(experiment, server, 61)
  const all = await ask(experiment, server, 71)
  expect(all.reading.lines).toMatchObject([
    { state: 'differs', reason: expect.stringContaining('requests +1 (+100%), input tokens +10 (+100%)') },
  ])
  const filters = { projects: ['proj_own'], apiKeyIds: [] }
  // Readings of all projects say nothing about one.
  expect(states(await ask(experiment, server, 82, { filters }))).toEqual(['pending 10'])
  expect(states(await ask(experiment, server, 93, { filters }))).toEqual(['verified 10'])
})

test('a long stretch is read page by page, and what lies between far windows is not asked for', async () => {
  const day = 1440 * MINUTE
  // A call that lasts all day makes one window of more than a page of minutes.
  const calls = [call(NOON, { duration_ms: day }), call(NOON + 10 * day)]
  await using experiment = await experimentWith(calls)
  await using server = await usageServer()
  server.used = calls.map((one) => counted(one))
  await ask(experiment, server, 12 * 1440)
  expect(states(await ask(experiment, server, 12 * 1440 + 10))).toEqual(['verified 10', 'verified 10'])
  expect(server.requests.slice(3).map(({ searchParams }) => searchParams.get('page'))).toEqual([
    null,
    'page_1440',
    null,
  ])
})

test('embeddings are read from their own endpoint, and images, of which no tokens are reported, are left out', async () => {
  const embedding = call(NOON + 10_000, {
    'gen_ai.operation.name': 'embeddings',
    'gen_ai.response.model': 'text-embedding-3-small',
    'gen_ai.usage.output_tokens': 0,
  })
  const image = call(NOON + 10_001, { 'gen_ai.operation.name': 'image_generation' })
  await using experiment = await experimentWith([embedding, image])
  await using server = await usageServer()
  server.used = [{ at: NOON + 20_000, model: 'text-embedding-3-small', operation: 'embeddings', input: 10 }]
  await ask(experiment, server, 61)
  const { reading } = await ask(experiment, server, 71)
  expect(reading.lines).toMatchObject([{ operation: 'embeddings', state: 'verified' }])
  expect(reading.left_out).toEqual([{ operation: 'image_generation', calls: 1 }])
  expect(new Set(server.requests.map(({ pathname }) => pathname))).toEqual(
    new Set(['/v1/organization/usage/embeddings']),
  )
})

test('Anthropic: input is the sum of its parts, requests are not counted, ten minutes are waited for', async () => {
  const one = call(NOON + 20_000, {
    'gen_ai.response.model': 'claude-sonnet-4-20250514',
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.cache_read.input_tokens': 60,
    'gen_ai.usage.cache_creation.input_tokens': 30,
  })
  await using experiment = await experimentWith([one])
  await using server = await usageServer()
  server.used = [
    {
      at: NOON + 20_000,
      model: 'claude-sonnet-4-20250514',
      input: 100,
      cached: 60,
      cacheWrite: 30,
      output: 5,
    },
  ]
  expect(states(await ask(experiment, server, 12, { api: anthropicUsage }))).toEqual(['pending 100'])
  const { reading } = await ask(experiment, server, 22, { api: anthropicUsage, width: '1m' })
  expect(reading.lines).toMatchObject([
    {
      state: 'verified',
      reported: {
        requests: null,
        input_tokens: 100,
        output_tokens: 5,
        cached_input_tokens: 60,
        cache_creation_input_tokens: 30,
      },
    },
  ])
})

test('an experiment without calls is told to run first', async () => {
  await using experiment = await experimentWith([])
  await using server = await usageServer()
  await expect(ask(experiment, server, 60)).rejects.toMatchObject({ code: 'no_calls', exitCode: 2 })
  expect(server.requests).toEqual([])
})

function pageOf(bucket: { end_time: number }, model: string | null): string {
  const object = 'organization.usage.completions.result'
  const results = [{ object, input_tokens: 1, output_tokens: 1, num_model_requests: 1, model }]
  return JSON.stringify({ data: [{ start_time: 0, ...bucket, results }], has_more: false, next_page: null })
}

describe('what the API refuses', () => {
  const refused = async (failures: UsageServer['failures'], key = ADMIN_KEY) => {
    await using experiment = await experimentWith([call(NOON)])
    await using server = await usageServer()
    server.failures = failures
    const error: unknown = await ask(experiment, server, 60, { key }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    // A failed reading leaves nothing.
    if (error !== undefined) expect(await readdir(experiment.paths.meta)).toEqual([])
    return { error, requests: server.requests.length }
  }

  test('401: an admin key is needed; the key itself is not in the message', async () => {
    const { error, requests } = await refused([], 'sk-proj-ordinary-key')
    expect(error).toMatchObject({ exitCode: 2, hint: expect.stringContaining('sk-admin-') })
    expect(String(error)).toContain('HTTP 401: Incorrect API key provided: [key].')
    expect(requests).toBe(1)
  })

  test('403 says the same', async () => {
    const body = JSON.stringify({ error: { message: 'Missing scopes: api.usage.read' } })
    const { error } = await refused([{ status: 403, body }])
    expect(error).toMatchObject({
      code: 'admin_key_refused',
      message: 'OpenAI refused the request for usage: HTTP 403: Missing scopes: api.usage.read',
    })
  })

  test('429 is waited out as long as it asks for', async () => {
    const { error, requests } = await refused([{ status: 429, headers: { 'retry-after': '0' } }])
    expect({ error, requests }).toEqual({ error: undefined, requests: 2 })
  })

  test('429 without end is an error that leaves nothing', async () => {
    const always = Array.from({ length: 4 }, () => ({ status: 429, headers: { 'retry-after': '0' } }))
    expect((await refused(always)).error).toMatchObject({ code: 'usage_api_failed', exitCode: 1 })
  })

  test.each([
    ['no JSON', '<html>', 'it is no JSON: <html>'],
    ['no page', '{"data": [{"start_time": 0}], "has_more": false}', 'data[0].end_time: missing.'],
    ['buckets of another width', pageOf({ end_time: 3600 }, MODEL), 'a bucket is not as wide as 1m.'],
    ['results of all models together', pageOf({ end_time: 60 }, null), 'not grouped by model.'],
    [
      'a page without a next one',
      '{"data": [], "has_more": true, "next_page": null}',
      'next_page names no new page',
    ],
  ])('%s is an error that says where', async (_what, body, text) => {
    const { error } = await refused([{ status: 200, body }])
    expect(error).toMatchObject({ code: 'bad_usage_answer', exitCode: 1 })
    expect(String(error)).toContain(text)
  })

  test('a page that leads to itself is no endless loop', async () => {
    const body = '{"data": [], "has_more": true, "next_page": "page_1"}'
    const { error, requests } = await refused([
      { status: 200, body },
      { status: 200, body },
    ])
    expect(error).toMatchObject({ code: 'bad_usage_answer' })
    expect(requests).toBe(2)
  })

  test('a redirect does not take the key elsewhere', async () => {
    await using elsewhere = await usageServer()
    const { error } = await refused([{ status: 302, headers: { location: elsewhere.baseUrl } }])
    expect(error).toMatchObject({ code: 'no_usage_api', hint: expect.stringContaining('--base-url') })
    expect(elsewhere.requests).toEqual([])
  })
})

test('the key is in no file of the experiment', async () => {
  await using experiment = await experimentWith([call(NOON)])
  await using server = await usageServer()
  await ask(experiment, server, 60)
  const files = await readdir(experiment.paths.root, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  expect(texts.length).toBeGreaterThan(2)
  expect(texts.filter((text) => text.includes(ADMIN_KEY))).toEqual([])
})
