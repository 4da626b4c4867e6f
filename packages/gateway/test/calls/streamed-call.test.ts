import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { hello, openGateway } from '../support/gateway.ts'
import {
  type Received,
  DONE,
  EVENTS,
  USAGE_EVENT,
  sendEvents,
  sendJson,
  startUpstream,
} from '../support/upstream.ts'

const streamAsAsked = (response: ServerResponse, { body }: Received) => {
  const asked = body.toString().includes('"include_usage":true')
  sendEvents(response, ...EVENTS, ...(asked ? [USAGE_EVENT] : []), DONE)
}

describe('a streamed call', () => {
  test('has its usage asked for, and the client sees what it would have seen without', async () => {
    await using upstream = await startUpstream(streamAsAsked)
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { body, headers } = await gateway.post(JSON.stringify({ ...hello, model: 'm', stream: true }))
    expect(body.toString()).toBe([...EVENTS, DONE].join(''))
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(gateway.calls[0]).toMatchObject({
      stream: true,
      mutations: [{ field: 'stream_options.include_usage', from: null, to: true }],
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      usage_source: 'measured',
      cost_picousd: 200 * 150_000 + 1000 * 75_000 + 34 * 600_000,
    })
  })

  test('of a client that asks for its usage itself passes byte for byte', async () => {
    await using upstream = await startUpstream(streamAsAsked)
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const request = JSON.stringify({ stream: true, stream_options: { include_usage: true } })
    const { body } = await gateway.post(request)
    expect(upstream.received[0]!.body.toString()).toBe(request)
    expect(body.toString()).toBe([...EVENTS, USAGE_EVENT, DONE].join(''))
    expect(gateway.calls[0]).toMatchObject({ mutations: [], 'gen_ai.usage.output_tokens': 34 })
  })

  test('keeps the other stream options', async () => {
    await using upstream = await startUpstream(streamAsAsked)
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post(
      '{"stream":true,"stream_options":{"include_obfuscation":false, "include_usage":false}}',
    )
    expect(upstream.received[0]!.body.toString()).toBe(
      '{"stream":true,"stream_options":{"include_obfuscation":false, "include_usage":true}}',
    )
    expect(gateway.calls[0]!.mutations).toEqual([
      { field: 'stream_options.include_usage', from: false, to: true },
    ])
  })

  test('is read by the official client', async () => {
    await using upstream = await startUpstream(streamAsAsked)
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const stream = await gateway.client.chat.completions.create({ ...hello, model: 'm', stream: true })
    let text = ''
    for await (const { choices } of stream) text += choices[0]!.delta.content ?? ''
    expect(text).toBe('Hé 😀')
  })

  test('that the provider answers with an error shows that error', async () => {
    await using upstream = await startUpstream((response) =>
      sendJson(response, { error: { message: 'no such model' } }, 404),
    )
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const stream = gateway.client.chat.completions.create({ ...hello, model: 'm', stream: true })
    await expect(stream).rejects.toThrow('404 no such model')
    expect(gateway.calls[0]).toMatchObject({ status: 404, error: 'HTTP 404: no such model', stream: true })
  })
})
