import {
  type LlmCall,
  NO_USAGE,
  Usage,
  addUsage,
  knownSpend,
  sumUsage,
  usageOfCall,
} from '@genai-devbench/schema'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const count = fc.nat({ max: 1_000_000 })
const known = fc.record({
  input_tokens: count,
  output_tokens: count,
  cached_input_tokens: count,
  cache_creation_input_tokens: count,
  reasoning_tokens: count,
  tokens_reason: fc.constant(null),
})
const unknown = fc.record({
  input_tokens: fc.constant(null),
  output_tokens: fc.constant(null),
  cached_input_tokens: fc.constant(null),
  cache_creation_input_tokens: fc.constant(null),
  reasoning_tokens: fc.constant(null),
  tokens_reason: fc.constantFrom('no usage was sent', 'the stream broke off'),
})
const price = fc.oneof(
  fc.record({ cost_picousd: count, cost_reason: fc.constant(null) }),
  fc.record({ cost_picousd: fc.constant(null), cost_reason: fc.constant('no price for this model') }),
)
const usage: fc.Arbitrary<Usage> = fc
  .tuple(
    fc.record({
      calls: count,
      failed_calls: count,
      estimated_calls: count,
      model_ms: count,
      waited_ms: count,
    }),
    fc.oneof(known, unknown),
    price,
  )
  .map(([counts, tokens, cost]) => ({ ...counts, ...tokens, ...cost }))

const ONE: Usage = { ...NO_USAGE, calls: 1, input_tokens: 10, output_tokens: 5, cost_picousd: 7, model_ms: 3 }

describe('a sum of usages', () => {
  test('of nothing is nothing, which is known', () => {
    expect(sumUsage([])).toEqual(NO_USAGE)
    expect(NO_USAGE.input_tokens).toBe(0)
  })

  test('a study that costs more than 9,007 dollars has a sum, too', () => {
    const half = { ...ONE, cost_picousd: Number.MAX_SAFE_INTEGER }
    expect(Usage.parse(sumUsage([half, half, half])).cost_picousd).toBeCloseTo(2.7e16, -14)
  })

  test('adds up what is known', () => {
    expect(sumUsage([ONE, ONE, ONE])).toEqual({
      ...NO_USAGE,
      calls: 3,
      input_tokens: 30,
      output_tokens: 15,
      cost_picousd: 21,
      model_ms: 9,
    })
  })

  test('is unknown where one part is, and says why; the rest stays known', () => {
    const unpriced: Usage = { ...ONE, cost_picousd: null, cost_reason: 'no price for this model' }
    const unmetered: Usage = {
      ...unpriced,
      input_tokens: null,
      output_tokens: null,
      tokens_reason: 'no usage was sent',
    }
    expect(addUsage(ONE, unpriced)).toMatchObject({
      input_tokens: 20,
      tokens_reason: null,
      cost_picousd: null,
      cost_reason: 'no price for this model',
    })
    expect(sumUsage([ONE, unmetered, ONE])).toMatchObject({
      calls: 3,
      input_tokens: null,
      output_tokens: null,
      reasoning_tokens: 0,
      tokens_reason: 'no usage was sent',
      model_ms: 9,
    })
  })

  test('keeps the first reason', () => {
    const because = (reason: string): Usage => ({ ...ONE, input_tokens: null, tokens_reason: reason })
    expect(sumUsage([ONE, because('first'), because('second')]).tokens_reason).toBe('first')
  })

  test('gives the reason of what is unknown rather than that of an estimate', () => {
    const estimated: Usage = { ...ONE, estimated_calls: 1, tokens_reason: 'counted with o200k_base' }
    const cutOff: Usage = { ...ONE, output_tokens: null, tokens_reason: 'cut off' }
    expect(addUsage(estimated, cutOff)).toMatchObject({ tokens_reason: 'cut off', estimated_calls: 1 })
    expect(addUsage(estimated, ONE).tokens_reason).toBe('counted with o200k_base')
  })

  test('of a record from before calls were estimated has none of them', () => {
    const { estimated_calls: _, ...older } = NO_USAGE
    expect(Usage.parse(older)).toEqual(NO_USAGE)
  })

  test('does not depend on how the calls were grouped, and stays a valid usage', () => {
    fc.assert(
      fc.property(usage, usage, usage, (a, b, c) => {
        const sum = sumUsage([a, b, c])
        expect(addUsage(a, addUsage(b, c))).toEqual(sum)
        expect(addUsage(addUsage(a, b), c)).toEqual(sum)
        expect(Usage.safeParse(sum).error).toBeUndefined()
        expect(sum.input_tokens === null).toBe(sum.tokens_reason !== null)
        expect(sum.cost_picousd === null).toBe(sum.cost_reason !== null)
      }),
    )
  })

  test('is not changed by nothing', () => {
    fc.assert(
      fc.property(usage, (one) => {
        expect(addUsage(one, NO_USAGE)).toEqual(one)
        expect(addUsage(NO_USAGE, one)).toEqual(one)
      }),
    )
  })

  test('leaves its parts as they are', () => {
    const parts = [structuredClone(ONE), structuredClone(NO_USAGE)]
    sumUsage(parts)
    expect(parts).toEqual([ONE, NO_USAGE])
    expect(NO_USAGE.calls).toBe(0)
  })
})

test('a call that failed is counted twice over: as a call and as a failed one', () => {
  const call: Pick<
    LlmCall,
    | 'error'
    | 'duration_ms'
    | 'waited_ms'
    | 'usage_reason'
    | 'cost_picousd'
    | 'cost_reason'
    | `gen_ai.usage.${'input_tokens' | 'output_tokens' | 'cache_read.input_tokens' | 'cache_creation.input_tokens' | 'reasoning.output_tokens'}`
  > = {
    error: 'the provider answered 500',
    duration_ms: 12,
    waited_ms: 5,
    'gen_ai.usage.input_tokens': null,
    'gen_ai.usage.output_tokens': null,
    'gen_ai.usage.cache_read.input_tokens': null,
    'gen_ai.usage.cache_creation.input_tokens': null,
    'gen_ai.usage.reasoning.output_tokens': null,
    usage_reason: 'the provider answered 500',
    cost_picousd: null,
    cost_reason: 'tokens are unknown',
  }
  expect(usageOfCall(call as LlmCall)).toEqual({
    calls: 1,
    failed_calls: 1,
    estimated_calls: 0,
    input_tokens: null,
    output_tokens: null,
    cached_input_tokens: null,
    cache_creation_input_tokens: null,
    reasoning_tokens: null,
    tokens_reason: 'the provider answered 500',
    cost_picousd: null,
    cost_reason: 'tokens are unknown',
    model_ms: 7,
    waited_ms: 5,
  })
})

describe('a call without usage of its provider', () => {
  const call = (fields: Partial<LlmCall>) =>
    ({
      error: null,
      duration_ms: 1,
      waited_ms: 0,
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.output_tokens': 3,
      cost_picousd: 7,
      usage_source: 'estimated',
      ...fields,
    }) as LlmCall

  test.each([
    ['counted here', {}, 1],
    ['of which only the input could be counted', { 'gen_ai.usage.output_tokens': null }, 1],
    [
      'an error that counts as nothing',
      { 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 },
      0,
    ],
    ['unknown', { usage_source: 'unavailable' as const }, 0],
    ['measured after all', { usage_source: 'measured' as const }, 0],
  ])('is one of the estimated ones, or not: %s', (_, fields, estimated) => {
    expect(usageOfCall(call(fields)).estimated_calls).toBe(estimated)
  })

  test('has spent what is counted, and an unknown amount when it was cut off', () => {
    expect(knownSpend(call({}))).toEqual({ tokens: 11, picousd: 7 })
    expect(knownSpend(call({ 'gen_ai.usage.output_tokens': null, cost_picousd: null }))).toEqual({
      tokens: null,
      picousd: null,
    })
    expect(knownSpend(call({ usage_is_minimum: true }))).toEqual({ tokens: null, picousd: null })
  })
})
