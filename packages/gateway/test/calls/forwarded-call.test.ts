import { describe, expect, test } from 'vitest'
import { forwardProvider } from '../../src/index.ts'
import { REAL_KEY, hello, openGateway } from '../support/gateway.ts'
import { isReadable } from '../../src/apis/routes.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

describe('a forwarded call', () => {
  test('passes request and response byte for byte where nothing is asked to change', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const body =
      '{ "model":"gpt-4o-mini", "n" : 12345678901234567890,\n "messages":[{"role":"user","content":"h\\u00e9"}], "x": 1.0 }'
    const answer = await gateway.post(body)
    expect(upstream.received[0]!.body.toString()).toBe(body)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
    expect(answer.body.toString()).toBe(JSON.stringify(COMPLETION))
    expect(gateway.calls[0]!.mutations).toEqual([])
  })

  test('survives an answer that is nested deeper than can be written', async () => {
    const deep = `{"error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    const nested = deep.replace('"error":', '"error":{"code":1,"data":').replace(/}$/, '}}')
    const strange = nested
      .replace('"error":', '"choices":[{"message":{"content":"x","odd":')
      .replace(/}$/, '}}]}')
    for (const body of [deep, nested, strange]) {
      await using upstream = await startUpstream((response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      })
      await using gateway = await openGateway({
        baseUrl: upstream.baseUrl,
        session: { messageFields: ['content'] },
      })
      const answer = await gateway.post('{"model":"m","messages":[]}')
      expect(answer.status).toBe(200)
      expect(() => JSON.stringify(gateway.calls)).not.toThrow()
      expect(await gateway.recorded()).toHaveLength(1)
    }
  })

  test('is recorded with who called, what was sent, and what the provider counted', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({
      baseUrl: upstream.baseUrl,
      now: () => new Date('2026-01-02T03:04:05Z'),
    })
    const completion = await gateway.client.chat.completions.create({
      ...hello,
      model: 'gpt-4o-mini',
      temperature: 0.1,
      seed: 5,
    })
    expect(completion.choices[0]!.message.content).toBe('Hé 😀')
    expect(gateway.calls).toHaveLength(1)
    const { id, duration_ms, time_to_first_byte_ms, ...call } = gateway.calls[0]!
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(time_to_first_byte_ms).toBeLessThanOrEqual(duration_ms)
    expect(call).toEqual({
      framework: 'direct',
      run: 3,
      attempt: 1,
      step: 2,
      execution_index: 1,
      phase: 'main',
      started_at: '2026-01-02T03:04:05.000Z',
      path: '/v1/chat/completions',
      stream: false,
      status: 200,
      error: null,
      waited_ms: 0,
      attempts: [],
      reserved_tokens: null,
      reserved_picousd: null,
      mutations: [],
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai-compatible',
      'gen_ai.request.model': 'gpt-4o-mini',
      sent_model: 'gpt-4o-mini',
      sent_temperature: 0.1,
      sent_seed: 5,
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.output_tokens': 34,
      'gen_ai.usage.cache_read.input_tokens': 1000,
      'gen_ai.usage.cache_creation.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 20,
      usage_source: 'measured',
      usage_reason: null,
      cost_picousd: 200 * 150_000 + 1000 * 75_000 + 34 * 600_000,
      cost_reason: null,
    })
  })

  test('carries the real key only to the provider, and asks for an uncompressed answer', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post(Buffer.from('{}'), {
      'x-api-key': 'k',
      'accept-encoding': 'gzip',
      'x-extra': 'é',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
    })
    const { headers } = upstream.received[0]!
    expect(headers).toMatchObject({
      authorization: `Bearer ${REAL_KEY}`,
      'accept-encoding': 'identity',
      'x-extra': 'é',
    })
    expect(headers.host).toBe(new URL(upstream.baseUrl).host)
    expect(headers).not.toHaveProperty('x-api-key')
    expect(headers).not.toHaveProperty('x-hop')
    expect(JSON.stringify(upstream.received)).not.toContain(gateway.session.apiKey)
  })

  test('carries no key at all to a provider that has none', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    const provider = forwardProvider({
      id: 'openai-compatible',
      baseUrl: `${upstream.baseUrl}/`,
      apiKey: undefined,
    })
    await using gateway = await openGateway({ provider })
    await gateway.post('{}')
    expect(upstream.received[0]).toMatchObject({ url: '/v1/chat/completions' })
    expect(upstream.received[0]!.headers).not.toHaveProperty('authorization')
  })

  test('passes tools, query and the headers of the answer', async () => {
    const tool_calls = [
      { id: 'call_1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } },
    ]
    const message = { role: 'assistant', content: null, tool_calls }
    await using upstream = await startUpstream((response) => {
      response.setHeader('x-request-id', 'req_1')
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      sendJson(response, { ...COMPLETION, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const tools = [{ type: 'function' as const, function: { name: 'bash', parameters: { type: 'object' } } }]
    const { data, response } = await gateway.client.chat.completions
      .create({ ...hello, model: 'm', tools }, { query: { a: 'b' } })
      .withResponse()
    expect(data.choices[0]!.message.tool_calls).toEqual(tool_calls)
    expect(response.headers.get('x-request-id')).toBe('req_1')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(upstream.received[0]!.url).toBe('/v1/chat/completions?a=b')
    expect(JSON.parse(upstream.received[0]!.body.toString())).toMatchObject({ tools })
    expect(gateway.calls[0]!['gen_ai.response.finish_reasons']).toEqual(['tool_calls'])
  })
})

describe('what may be read', () => {
  test('is passed through and is no call', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { object: 'list', data: [{ id: 'a' }] }),
    )
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    expect((await gateway.client.models.list()).data).toEqual([{ id: 'a' }])
    await gateway.client.models.retrieve('a/b')
    await gateway.client.responses.retrieve('resp_1')
    await gateway.client.responses.inputItems.list('resp_1')
    expect(upstream.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/models',
      'GET /v1/models/a%2Fb',
      'GET /v1/responses/resp_1',
      'GET /v1/responses/resp_1/input_items',
    ])
    expect(upstream.received[0]!.headers.authorization).toBe(`Bearer ${REAL_KEY}`)
    expect(gateway.calls).toEqual([])
  })

  test.each([
    '/chat/completions',
    '/responses',
    '/files',
    '/models/../files',
    '/models/%2e%2E%2ffiles',
    '/models/a/..',
    '/responses/../files',
  ])('is not %s', (route) => {
    expect(isReadable(route)).toBe(false)
  })
})
