import { BegunCall, type LlmCall } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { BudgetAccount } from '../../src/index.ts'
import { openGateway } from '../support/gateway.ts'
import { COMPLETION, sendJson, startUpstream } from '../support/upstream.ts'

test('a call is put down before it is sent, as it is to stand should nothing more be heard of it', async () => {
  const announced: LlmCall[] = []
  await using upstream = await startUpstream((response) => {
    expect(announced).toHaveLength(1)
    sendJson(response, COMPLETION)
  })
  await using gateway = await openGateway({
    baseUrl: upstream.baseUrl,
    session: {
      onSending: (call) => announced.push(BegunCall.parse(call)),
      budget: {
        accounts: [new BudgetAccount('step', { tokens: 10_000 })],
        outputReserve: 1000,
        onExceeded: () => {},
      },
    },
  })
  expect((await gateway.post('{}')).status).toBe(200)
  const [call] = gateway.calls
  expect(announced[0]).toMatchObject({
    id: call?.id,
    started_at: call?.started_at,
    reserved_tokens: call?.reserved_tokens,
    error: 'the runner was killed during the call',
    attempts: [{ status: null, error: 'the runner was killed during the call' }],
    'gen_ai.usage.input_tokens': null,
    usage_source: 'unavailable',
    usage_reason: 'the runner was killed during the call',
    cost_picousd: null,
  })
  expect(call?.reserved_tokens).toBeGreaterThan(0)
})

test('a call that cannot be put down is not sent, and the session says why', async () => {
  await using upstream = await startUpstream((response) => sendJson(response, COMPLETION))
  await using gateway = await openGateway({
    baseUrl: upstream.baseUrl,
    session: {
      onSending: () => {
        throw new Error('no space')
      },
    },
  })
  expect((await gateway.post('{}')).status).toBe(500)
  expect(upstream.received).toEqual([])
  expect(gateway.calls).toMatchObject([{ attempts: [], 'gen_ai.usage.input_tokens': 0 }])
  await expect(gateway.session.close()).rejects.toThrow('no space')
})

test('a model list calls no model, so nothing is put down', async () => {
  const announced: BegunCall[] = []
  await using upstream = await startUpstream((response) => sendJson(response, { data: [] }))
  await using gateway = await openGateway({
    baseUrl: upstream.baseUrl,
    session: { onSending: (call) => announced.push(call) },
  })
  await gateway.client.models.list()
  expect(announced).toEqual([])
})
