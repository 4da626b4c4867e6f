import { describe, expect, test } from 'vitest'
import { openGateway } from './support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from './support/upstream.ts'

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
})
