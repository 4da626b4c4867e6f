import { describe, expect, test } from 'vitest'
import { anthropicDialect, azureOpenAiDialect, forwardProvider } from '../../src/index.ts'
import { PIN_NOTHING, REAL_KEY, openGateway, post } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content: [{ type: 'text', text: 'Hello.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 20, output_tokens: 7 },
}

const serverOf = (baseUrl: string): string => baseUrl.replace(/\/v1$/, '')

describe('Azure OpenAI', () => {
  const azure = (baseUrl: string) =>
    forwardProvider({
      id: 'azure.ai.openai',
      baseUrl: serverOf(baseUrl),
      apiKey: REAL_KEY,
      dialect: azureOpenAiDialect('2024-10-21'),
    })

  test('is asked below the deployment of the model, with a version and a key of its own', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({
      provider: azure(upstream.baseUrl),
      pin: { ...PIN_NOTHING, model: true, deployments: { 'gpt-4o-mini': 'my mini' } },
    })
    await gateway.post('{"model":"gpt-4","messages":[]}')
    const [received] = upstream.received
    expect(received?.url).toBe('/openai/deployments/my%20mini/chat/completions?api-version=2024-10-21')
    expect(received?.headers).toMatchObject({ 'api-key': REAL_KEY })
    expect(received?.headers.authorization).toBeUndefined()
    expect(JSON.parse(received?.body.toString() ?? '')).toMatchObject({ model: 'my mini' })
    expect(gateway.calls).toMatchObject([
      {
        'gen_ai.provider.name': 'azure.ai.openai',
        'gen_ai.request.model': 'gpt-4',
        sent_model: 'my mini',
        mutations: [{ field: 'model', from: 'gpt-4', to: 'my mini' }],
        // Priced by the model that answered, whatever the deployment is called.
        cost_picousd: expect.any(Number),
      },
    ])
  })

  test('is asked for what has no deployment in its path without one', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, {}))
    await using gateway = await openGateway({ provider: azure(upstream.baseUrl) })
    await post(gateway.session, '{"model":"m","input":"hi"}', {}, '/responses')
    await gateway.client.models.list()
    expect(upstream.received.map(({ url }) => url)).toEqual([
      '/openai/responses?api-version=2024-10-21',
      '/openai/models?api-version=2024-10-21',
    ])
  })
})

describe('Anthropic', () => {
  const anthropic = (baseUrl: string) =>
    forwardProvider({ id: 'anthropic', baseUrl, apiKey: REAL_KEY, dialect: anthropicDialect })

  test('gets its key and version in headers of their own; what was cached is told apart from what was not', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, MESSAGE))
    await using gateway = await openGateway({
      provider: anthropic(upstream.baseUrl),
      pin: { model: true, temperature: true, seed: true },
      session: { model: 'claude-sonnet-4-5', temperature: 0.5 },
    })
    const { apiKey, baseUrl } = gateway.session
    await post(
      { baseUrl, apiKey: '' },
      '{"model":"x","max_tokens":9,"messages":[]}',
      { authorization: '', 'x-api-key': apiKey },
      '/messages',
    )
    const [received] = upstream.received
    expect(received?.url).toBe('/v1/messages')
    expect(received?.headers).toMatchObject({ 'x-api-key': REAL_KEY, 'anthropic-version': '2023-06-01' })
    expect(JSON.parse(received?.body.toString() ?? '')).toEqual({
      model: 'claude-sonnet-4-5',
      temperature: 0.5,
      max_tokens: 9,
      messages: [],
    })
    expect(gateway.calls).toMatchObject([
      {
        path: '/v1/messages',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 35,
        'gen_ai.usage.cache_read.input_tokens': 20,
        'gen_ai.usage.cache_creation.input_tokens': 5,
        'gen_ai.usage.output_tokens': 7,
        sent_seed: null,
      },
    ])
  })

  test('gets a bearer token where it speaks the API of OpenAI, and the version that a client asks for', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({
      provider: anthropic(upstream.baseUrl),
    })
    await gateway.post('{"messages":[]}')
    await post(gateway.session, '{}', { 'anthropic-version': '2099-01-01' }, '/messages/count_tokens')
    const [chat, count] = upstream.received
    expect(chat?.headers.authorization).toBe(`Bearer ${REAL_KEY}`)
    expect(chat?.headers['x-api-key']).toBeUndefined()
    expect(count?.headers['anthropic-version']).toBe('2099-01-01')
    // Counting is no call.
    expect(gateway.calls).toHaveLength(1)
  })
})
