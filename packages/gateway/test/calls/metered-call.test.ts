import { describe, expect, test } from 'vitest'
import { priceTable } from '../../src/index.ts'
import { REAL_KEY, hello, openGateway } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

describe('a call', () => {
  test('whose usage neither the provider nor a tokenizer can tell has unknown tokens and cost, with the reason', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { ...COMPLETION, choices: [], usage: undefined }),
    )
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post('{}')
    const reason =
      'the provider reported no usage; input not known: the request has no list of messages; output not known: the answer holds no text'
    expect((await gateway.recorded())[0]).toMatchObject({
      'gen_ai.usage.input_tokens': null,
      'gen_ai.usage.output_tokens': null,
      usage_source: 'unavailable',
      usage_reason: reason,
      cost_picousd: null,
      cost_reason: reason,
    })
  })

  test.each([
    [
      'the sent model when the answer names none',
      undefined,
      'gpt-4o',
      200 * 2_500_000 + 1000 * 1_250_000 + 34 * 10_000_000,
      null,
    ],
    [
      'nothing when the answer names a model without a price',
      'llama-3',
      'gpt-4o',
      null,
      'no price for the model llama-3',
    ],
    [
      'nothing when no model is named',
      undefined,
      undefined,
      null,
      'neither request nor response names a model',
    ],
  ])('is priced by %s', async (_title, answered, sent, cost, reason) => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { ...COMPLETION, model: answered }),
    )
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post(JSON.stringify({ ...hello, model: sent }))
    expect(gateway.calls[0]).toMatchObject({ cost_picousd: cost, cost_reason: reason })
  })

  test('with tokens of which the provider does not say how many were cached says so', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 1 }
    await using upstream = await startUpstream((response) => sendJson(response, { ...COMPLETION, usage }))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post('{}')
    expect(gateway.calls[0]).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.cache_read.input_tokens': null,
      'gen_ai.usage.reasoning.output_tokens': null,
      usage_source: 'measured',
      usage_reason: 'the provider reported no cached and no reasoning tokens',
      cost_picousd: 10 * 150_000 + 600_000,
    })
  })

  test('that the provider refuses reaches the client, but for the key, and counts 0 tokens, estimated', async () => {
    const refusal = (key: string) => ({
      error: { message: `Bad key ${key}.`, type: 'invalid_request_error', param: null, code: null },
    })
    await using upstream = await startUpstream((response) => sendJson(response, refusal(REAL_KEY), 429))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const answer = await gateway.post('{"model":"unheard-of"}')
    expect(answer.status).toBe(429)
    const masked = '*'.repeat(REAL_KEY.length)
    expect(JSON.parse(answer.body.toString())).toEqual(refusal(masked))
    expect(gateway.calls[0]).toMatchObject({
      status: 429,
      error: `HTTP 429: Bad key ${masked}.`,
      mutations: [{ field: 'response', from: '[key]', to: '***' }],
      'gen_ai.usage.input_tokens': 0,
      usage_source: 'estimated',
      usage_reason: 'error response without usage: counted as 0',
      cost_picousd: 0,
    })
  })

  test('to a provider that cannot be reached is answered with 502 and counts nothing', async () => {
    await using gateway = await openGateway({ baseUrl: 'http://127.0.0.1:1/v1' })
    const answer = await gateway.post('{}')
    expect(answer.status).toBe(502)
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      error: { code: 'provider_unreachable', type: 'api_error' },
    })
    expect(gateway.calls[0]).toMatchObject({
      status: 502,
      'gen_ai.usage.output_tokens': 0,
      usage_source: 'measured',
      cost_picousd: 0,
    })
    expect(gateway.calls[0]!.error).toContain('ECONNREFUSED')
  })
})

test('the prices of the experiment price its calls', async () => {
  await using upstream = await startUpstream((response) =>
    sendJson(response, { ...COMPLETION, model: 'my-model' }),
  )
  await using gateway = await openGateway({
    baseUrl: upstream.baseUrl,

    prices: priceTable({ 'my-model': { input: 1, output: 2 } }),
  })
  await gateway.post('{}')
  expect(gateway.calls[0]!.cost_picousd).toBe(1200 * 1_000_000 + 34 * 2_000_000)
})
