import type { MeteredUsage, ReportedUsage } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { judge } from '../src/judge.ts'
import type { UsageFilters } from '../src/index.ts'
import { MINUTE, NOON } from './experiment.fixture.ts'

const METERED: MeteredUsage = {
  requests: 2,
  input_tokens: 1000,
  output_tokens: 100,
  cached_input_tokens: 0,
  cache_creation_input_tokens: 0,
  unknown_calls: 0,
  estimated_calls: 0,
}
const REPORTED: ReportedUsage = {
  requests: 2,
  input_tokens: 1000,
  output_tokens: 100,
  cached_input_tokens: 0,
  cache_creation_input_tokens: null,
}
const RULE = { stable_reads: 2, interval_minutes: 10, delay_minutes: 60 }
const ALL: UsageFilters = { projects: [], apiKeyIds: [] }

/** Judges readings at so many minutes after the window. */
function judged(
  reads: [minutes: number, reported: Partial<ReportedUsage> | null][],
  {
    metered = {},
    others = [],
    filters = ALL,
  }: { metered?: Partial<MeteredUsage>; others?: string[]; filters?: UsageFilters } = {},
) {
  return judge(
    { to: NOON, metered: { ...METERED, ...metered }, others },
    reads.map(([minutes, reported]) => ({
      readAt: NOON + minutes * MINUTE,
      reported: reported && { ...REPORTED, ...reported },
    })),
    RULE,
    filters,
  )
}

describe('pending', () => {
  test('as long as the window is younger than the delay, however often it was read', () => {
    expect(
      judged([
        [5, {}],
        [20, {}],
        [59, {}],
      ]),
    ).toEqual({
      state: 'pending',
      reason: 'too early: readings count from 2026-01-01 13:00 UTC, 60 minutes after its end',
    })
  })

  test('with fewer equal readings than asked for; early ones do not count', () => {
    expect(
      judged([
        [20, {}],
        [61, {}],
      ]),
    ).toEqual({
      state: 'pending',
      reason: '1 of 2 equal readings; the next counts from 2026-01-01 13:11 UTC',
    })
  })

  test('when the readings are too close to each other', () => {
    expect(
      judged([
        [61, {}],
        [62, {}],
        [70, {}],
      ]).reason,
    ).toMatch(/^1 of 2 .* 13:11 UTC$/)
  })

  test('when the number has changed, and counting begins again', () => {
    expect(
      judged([
        [61, { input_tokens: 500 }],
        [75, { input_tokens: 500 }],
        [90, {}],
      ]),
    ).toEqual({
      state: 'pending',
      reason:
        'it has changed since the reading before; 1 of 2 equal readings; the next counts from 2026-01-01 13:40 UTC',
    })
  })

  test('when no reading reaches over the window', () => {
    expect(
      judged([
        [61, null],
        [75, null],
      ]).reason,
    ).toContain('does not reach')
  })
})

test('verified when equal readings far enough apart are what was metered; fields that one side does not know are not compared', () => {
  expect(
    judged([
      [60, {}],
      [70, {}],
    ]),
  ).toEqual({ state: 'verified', reason: null })
  expect(
    judged([
      [60, { requests: null }],
      [70, { requests: null }],
    ]).state,
  ).toBe('verified')
  expect(
    judged([
      [60, {}],
      [65, null],
      [70, {}],
    ]).state,
  ).toBe('verified')
})

test('verified no longer when the provider changes its mind', () => {
  expect(
    judged([
      [60, {}],
      [70, {}],
      [80, { input_tokens: 2000 }],
    ]).state,
  ).toBe('pending')
  expect(
    judged([
      [60, {}],
      [70, {}],
      [80, { input_tokens: 2000 }],
      [90, { input_tokens: 2000 }],
    ]).state,
  ).toBe('differs')
})

describe('differs', () => {
  const stable = (reported: Partial<ReportedUsage>): [number, Partial<ReportedUsage>][] => [
    [60, reported],
    [70, reported],
  ]

  test('with tokens, requests and percent; more without a filter may be of others', () => {
    expect(judged(stable({ requests: 3, input_tokens: 1500 }))).toEqual({
      state: 'differs',
      reason:
        'provider minus metered: requests +1 (+50%), input tokens +500 (+50%); others may have used the model at the same time: see only the own project or key with --project or --api-key-id',
    })
  })

  test('a small difference is not rounded away', () => {
    const { reason } = judged(stable({ input_tokens: 10_000_001 }), { metered: { input_tokens: 10_000_000 } })
    expect(reason).toContain('input tokens +1 (+0.00001%)')
  })

  test('more where calls have no known usage: the metered sums are lower bounds', () => {
    const { reason } = judged(stable({ requests: 3, output_tokens: 150 }), {
      metered: { unknown_calls: 1 },
      filters: { projects: ['proj_1'], apiKeyIds: [] },
    })
    expect(reason).toBe(
      'provider minus metered: requests +1 (+50%), output tokens +50 (+50%); what was metered is a lower bound: the usage of 1 call is not known',
    )
  })

  test('less: the filter may be wrong, or the model has another name', () => {
    const { reason } = judged(stable({ requests: 0, input_tokens: 0, output_tokens: 0 }), {
      others: ['gpt-5'],
      filters: { projects: ['proj_1'], apiKeyIds: [] },
    })
    expect(reason).toBe(
      'provider minus metered: requests -2 (-100%), input tokens -1,000 (-100%), output tokens -100 (-100%); --project or --api-key-id may not be those of the key that was used; it reports other models there: gpt-5',
    )
  })
})
