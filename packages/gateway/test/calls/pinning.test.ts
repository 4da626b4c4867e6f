import { describe, expect, test } from 'vitest'
import { openGateway, post } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

describe('pinning', () => {
  const pin = { model: true, temperature: true, seed: true }

  test('sets model, temperature and seed, and records what was asked for and what was sent', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, pin })
    await gateway.post(
      '{"model":"gpt-4", "temperature":0.2,"messages":[{"role":"user","content":"x"}],"big":12345678901234567890}',
    )
    expect(upstream.received[0]!.body.toString()).toBe(
      '{"seed":42,"model":"gpt-4o-mini", "temperature":0.7,"messages":[{"role":"user","content":"x"}],"big":12345678901234567890}',
    )
    expect(gateway.calls[0]).toMatchObject({
      mutations: [
        { field: 'model', from: 'gpt-4', to: 'gpt-4o-mini' },
        { field: 'temperature', from: 0.2, to: 0.7 },
        { field: 'seed', from: null, to: 42 },
      ],
      'gen_ai.request.model': 'gpt-4',
      sent_model: 'gpt-4o-mini',
      sent_temperature: 0.7,
      sent_seed: 42,
    })
  })

  test('leaves the bytes alone when they ask for just that', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, pin })
    const body = '{ "model":"gpt-4o-mini", "temperature":7e-1, "seed":42 }'
    await gateway.post(body)
    expect(upstream.received[0]!.body.toString()).toBe(body)
    expect(gateway.calls[0]!.mutations).toEqual([])
  })

  test('leaves the temperature to the framework when the experiment has none', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
    await using gateway = await openGateway({
      baseUrl: upstream.baseUrl,
      pin: { ...pin, seed: false },
      session: { temperature: undefined },
    })
    await gateway.post('{"model":"gpt-4o-mini","temperature":0.2}')
    expect(upstream.received[0]!.body.toString()).toBe('{"model":"gpt-4o-mini","temperature":0.2}')
    expect(gateway.calls[0]).toMatchObject({ sent_temperature: 0.2, sent_seed: null, mutations: [] })
  })

  test.each([
    [
      '/responses',
      '{"model":"gpt-4o-mini", "input":"x","temperature":0.7}',
      ['model', 'temperature'],
      { sent_model: 'gpt-4o-mini', sent_temperature: 0.7, sent_seed: null },
    ],
    [
      '/messages',
      '{"model":"gpt-4o-mini", "input":"x","temperature":0.7}',
      ['model', 'temperature'],
      { sent_model: 'gpt-4o-mini', sent_temperature: 0.7, sent_seed: null },
    ],
    ['/embeddings', undefined, [], { sent_model: 'gpt-4', sent_temperature: 0.2, sent_seed: null }],
    ['/images/generations', undefined, [], { sent_model: 'gpt-4', sent_temperature: 0.2, sent_seed: null }],
  ])('sets in %s what that API knows, and no seed', async (path, sent, changed, recorded) => {
    await using upstream = await startUpstream((response) => sendJson(response, {}))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, pin })
    const body = '{"model":"gpt-4", "input":"x","temperature":0.2}'
    await post(gateway.session, body, {}, path)
    expect(upstream.received[0]!.body.toString()).toBe(sent ?? body)
    const [call] = await gateway.recorded()
    expect(call).toMatchObject({ ...recorded, 'gen_ai.request.model': 'gpt-4' })
    expect(call!.mutations.map(({ field }) => field)).toEqual(changed)
  })

  test.each([
    ['2023-06-01', 0.7, ['model', 'temperature']],
    ['2026-10-21', null, ['model']],
    ['2027-01-01', null, ['model']],
  ])(
    "sends a temperature in version %s of Anthropic's API where that takes one",
    async (version, sent, changed) => {
      await using upstream = await startUpstream((response) => sendJson(response, {}))
      await using gateway = await openGateway({ baseUrl: upstream.baseUrl, pin })
      await post(gateway.session, '{"model":"m"}', { 'anthropic-version': version }, '/messages')
      expect(JSON.parse(upstream.received[0]!.body.toString())).toEqual({
        model: 'gpt-4o-mini',
        ...(sent === null ? {} : { temperature: sent }),
      })
      expect(upstream.received[0]!.headers['anthropic-version']).toBe(version)
      expect(gateway.calls[0]).toMatchObject({ sent_temperature: sent, sent_seed: null })
      expect(gateway.calls[0]!.mutations.map(({ field }) => field)).toEqual(changed)
    },
  )

  test('counts the tokens for the model that will be called, and asks for no usage in streams that bring it', async () => {
    await using upstream = await startUpstream((response) => sendJson(response, { input_tokens: 7 }))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl, pin })
    await post(gateway.session, '{"model":"m","messages":[]}', {}, '/messages/count_tokens')
    await post(gateway.session, '{"model":"gpt-4o-mini","temperature":0.7,"stream":true}', {}, '/responses')
    await post(gateway.session, '{"model":"gpt-4o-mini","temperature":0.7,"stream":true}', {}, '/messages')
    expect(upstream.received.map(({ body }) => body.toString())).toEqual([
      '{"model":"gpt-4o-mini","messages":[]}',
      '{"model":"gpt-4o-mini","temperature":0.7,"stream":true}',
      '{"model":"gpt-4o-mini","temperature":0.7,"stream":true}',
    ])
    expect(gateway.calls.map(({ path }) => path)).toEqual(['/v1/responses', '/v1/messages'])
  })
})
