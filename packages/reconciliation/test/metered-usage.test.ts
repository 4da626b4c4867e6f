import { describe, expect, test } from 'vitest'
import { meteredLines } from '../src/metered-usage.ts'
import { usageWindows } from '../src/usage-windows.ts'
import { MINUTE, NOON, call } from './experiment.fixture.ts'

describe('windows', () => {
  const windows = (...calls: [from: number, to: number][]) =>
    usageWindows(
      calls.map(([from, to]) => ({ from: NOON + from * 1000, to: NOON + to * 1000 })),
      MINUTE,
    ).map(({ from, to }) => [(from - NOON) / MINUTE, (to - NOON) / MINUTE])

  test('are the buckets in which calls were made, in order', () => {
    expect(windows([610, 620], [10, 20], [30, 50])).toEqual([
      [0, 1],
      [10, 11],
    ])
  })

  test('a call across a border joins the buckets on both sides', () => {
    expect(windows([10, 20], [50, 130])).toEqual([[0, 3]])
  })

  test('so does a call so near to it that the other clock may see it there', () => {
    expect(windows([50, 56])).toEqual([[0, 2]])
    expect(windows([4, 20])).toEqual([[-1, 1]])
  })

  test('buckets side by side without such a call stay apart', () => {
    expect(windows([10, 20], [70, 80])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })
})

describe('metered lines', () => {
  const at = NOON + 10_000
  const only = (...calls: ReturnType<typeof call>[]) => {
    const lines = meteredLines(calls, MINUTE)
    expect(lines).toHaveLength(1)
    return lines[0]!
  }

  test('sum the calls of a model in a window', () => {
    const { from, to, operation, model, metered } = only(call(at), call(at + 1000))
    expect({ from, to, operation, model }).toEqual({
      from: NOON,
      to: NOON + MINUTE,
      operation: 'chat',
      model: 'gpt-4o-2024-08-06',
    })
    expect(metered).toEqual({
      requests: 2,
      input_tokens: 20,
      output_tokens: 10,
      cached_input_tokens: 0,
      cache_creation_input_tokens: 0,
      unknown_calls: 0,
      estimated_calls: 0,
    })
  })

  test('stand apart by answering model and by operation', () => {
    const lines = meteredLines(
      [
        call(at),
        call(at, { 'gen_ai.response.model': 'gpt-4o-mini' }),
        call(at, {
          'gen_ai.operation.name': 'embeddings',
          'gen_ai.response.model': 'text-embedding-3-small',
        }),
      ],
      MINUTE,
    )
    expect(lines.map(({ operation, model }) => `${operation} ${model}`)).toEqual([
      'chat gpt-4o-2024-08-06',
      'chat gpt-4o-mini',
      'embeddings text-embedding-3-small',
    ])
  })

  test('hold what is known of a call of unknown usage, and count it', () => {
    const { metered } = only(
      call(at),
      call(at, {
        usage_source: 'unavailable',
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': null,
        'gen_ai.usage.cache_read.input_tokens': null,
      }),
    )
    expect(metered).toMatchObject({
      requests: 1,
      input_tokens: 17,
      output_tokens: 5,
      cached_input_tokens: 0,
      unknown_calls: 1,
    })
  })

  test('an error without an answering model counts with the model that answers to the same name, as estimated', () => {
    const failed = call(at, {
      status: 500,
      usage_source: 'estimated',
      'gen_ai.response.model': null,
      'gen_ai.usage.input_tokens': 0,
      'gen_ai.usage.output_tokens': 0,
    })
    expect(only(call(at), failed).metered).toMatchObject({
      requests: 1,
      input_tokens: 10,
      estimated_calls: 1,
    })
    expect(only(failed).model).toBe('gpt-4o')
  })

  test('leave out calls that were refused here and never sent', () => {
    const nothing = { 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 }
    expect(
      meteredLines([call(at, { status: 401, ...nothing }), call(at, { status: null, ...nothing })], MINUTE),
    ).toEqual([])
  })

  test('cached tokens that the provider does not state are unknown, not 0', () => {
    expect(
      only(call(at), call(at, { 'gen_ai.usage.cache_read.input_tokens': null })).metered.cached_input_tokens,
    ).toBeNull()
  })
})
