import { utimes } from 'node:fs/promises'
import type { UserError } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { type UsageFilters, readUsageReadings, reconcileUsage } from '../src/index.ts'
import { type Experiment, MINUTE, NOON, call, experimentWith } from './experiment.fixture.ts'

const SECONDS = NOON / 1000

const result = (changes: object = {}) => ({
  object: 'organization.usage.completions.result',
  input_tokens: 10,
  output_tokens: 5,
  input_cached_tokens: 0,
  num_model_requests: 1,
  model: 'gpt-4o-2024-08-06',
  project_id: null,
  ...changes,
})

/** A page of OpenAI's with one bucket: the hour from so many hours after noon. */
const page = (hour: number, ...results: object[]) => ({
  object: 'page',
  data: [
    { object: 'bucket', start_time: SECONDS + hour * 3600, end_time: SECONDS + (hour + 1) * 3600, results },
  ],
  has_more: false,
  next_page: null,
})

interface Saved {
  name: string
  content: unknown
  /** Minutes after noon at which it was written. */
  at: number
}

/** Imports files; `now` is a day after noon. */
async function read(
  experiment: Experiment,
  files: Saved[],
  {
    filters = { projects: [], apiKeyIds: [] },
    of = 'openai' as const,
  }: { filters?: UsageFilters; of?: 'openai' } = {},
) {
  const paths = await Promise.all(
    files.map(async ({ name, content, at }) => {
      const path = await experiment.write(name, content)
      const time = (NOON + at * MINUTE) / 1000
      await utimes(path, time, time)
      return path
    }),
  )
  const rule = { stable_reads: 2, interval_minutes: 10 }
  return reconcileUsage(experiment.paths, {
    from: { files: paths, of },
    filters,
    rule,
    now: () => NOON + 1440 * MINUTE,
  })
}

const TWO_CALLS = [call(NOON + 20 * MINUTE), call(NOON + 80 * MINUTE)]

test('one page, a list of pages or several files: each reading is dated as the files are', async () => {
  await using experiment = await experimentWith(TWO_CALLS)
  const pages = [page(0, result()), page(1, result())]
  await read(experiment, [{ name: 'list.json', content: pages, at: 180 }])
  const { reading } = await read(experiment, [
    { name: 'a.json', content: pages[0], at: 195 },
    { name: 'b.json', content: pages[1], at: 190 },
  ])
  expect(reading).toMatchObject({
    read_at: '2026-01-01T15:10:00.000Z',
    bucket_width: '1h',
    source: { kind: 'import', files: [{ name: 'a.json' }, { name: 'b.json' }] },
    lines: [{ state: 'verified' }, { state: 'verified' }],
  })
})

test('the same file read twice is one reading', async () => {
  await using experiment = await experimentWith([TWO_CALLS[0]!])
  const file = { name: 'usage.json', content: page(0, result()), at: 180 }
  expect((await read(experiment, [file])).isNew).toBe(true)
  const again = await read(experiment, [file])
  expect(again.isNew).toBe(false)
  expect(again.reading.lines).toMatchObject([{ state: 'pending', reason: expect.stringContaining('1 of 2') }])
  expect(await readUsageReadings(experiment.paths)).toHaveLength(1)
})

test('a window that no page reaches is unknown, not 0', async () => {
  await using experiment = await experimentWith(TWO_CALLS)
  const { reading } = await read(experiment, [{ name: 'usage.json', content: page(0, result()), at: 180 }])
  expect(reading.lines.map(({ reported, reason }) => [reported?.input_tokens, reason])).toEqual([
    [10, expect.stringContaining('1 of 2')],
    [undefined, 'the reading does not reach over this window'],
  ])
})

test('results of several projects are added up, or one is picked', async () => {
  await using experiment = await experimentWith([TWO_CALLS[0]!])
  const content = page(0, result({ project_id: 'proj_1' }), result({ project_id: 'proj_2' }))
  const file = { name: 'usage.json', content, at: 180 }
  expect((await read(experiment, [file])).reading.lines[0]?.reported?.input_tokens).toBe(20)
  const filters = { projects: ['proj_1'], apiKeyIds: [] }
  expect((await read(experiment, [file], { filters })).reading.lines[0]?.reported?.input_tokens).toBe(10)
})

const anthropicPage = {
  data: [{ starting_at: '2026-01-01T12:00:00Z', ending_at: '2026-01-01T13:00:00Z', results: [] }],
  has_more: false,
  next_page: null,
}

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'usage.json: is no JSON'],
  ['no page', { usage: 1 }, 'usage.json: is no page of a usage API.'],
  ['a list with something else', [page(0, result()), 1], 'usage.json [1]: is no page of a usage API.'],
  [
    'a wrong value',
    [page(0, result({ input_tokens: 'ten' }))],
    'usage.json [0].data[0].results[0].input_tokens: "ten" is not a number.',
  ],
  [
    'results of another kind',
    page(0, result({ object: 'organization.usage.images.result' })),
    'usage.json data[0].results[0].object: "organization.usage.images.result" is not known here.',
  ],
  [
    'results that are not by model',
    page(0, result(), result({ model: null })),
    'usage.json data[0].results[1].model: null: the results are not grouped by model. Ask the usage API with group_by[]=model.',
  ],
  [
    'the same page twice',
    [page(0, result()), page(1, result()), page(0, result())],
    'usage.json [2].data[0]: this bucket is there twice.',
  ],
  [
    'pages of two providers',
    [page(0), anthropicPage],
    'usage.json: holds pages that do not belong together.',
  ],
  ['another provider', anthropicPage, 'usage at Anthropic, where this experiment made no calls'],
  ['nothing', [], 'usage.json: holds no page'],
])('%s is refused, with the place', async (_what, content, text) => {
  await using experiment = await experimentWith(TWO_CALLS)
  const error = (await read(experiment, [{ name: 'usage.json', content, at: 180 }]).catch(
    (reason: unknown) => reason,
  )) as UserError
  expect(error).toMatchObject({ exitCode: 2 })
  expect(error.message).toContain(text)
  expect(await readUsageReadings(experiment.paths)).toEqual([])
})

test('a filter needs results that tell what it asks for', async () => {
  await using experiment = await experimentWith(TWO_CALLS)
  const filters = { projects: ['proj_1'], apiKeyIds: [] }
  await expect(
    read(experiment, [{ name: 'usage.json', content: page(0, result()), at: 180 }], { filters }),
  ).rejects.toThrow(
    /results\[0\]\.project_id: null: the results are not grouped by project_id\. .*group_by\[\]=project_id/,
  )
})

test('a file that is not there is an error that names it', async () => {
  await using experiment = await experimentWith(TWO_CALLS)
  await expect(
    reconcileUsage(experiment.paths, {
      from: { files: ['nowhere.json'], of: undefined },
      filters: { projects: [], apiKeyIds: [] },
      rule: { stable_reads: 2, interval_minutes: 10 },
      now: () => NOON,
    }),
  ).rejects.toThrow('nowhere.json cannot be read (ENOENT).')
})
