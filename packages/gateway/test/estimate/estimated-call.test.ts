import type { ServerResponse } from 'node:http'
import type { LlmCall } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { hello, openGateway, post } from '../support/gateway.ts'
import { COMPLETION, DONE, EVENTS, sendEvents, sendJson, startUpstream } from '../support/upstream.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'

/** What is recorded of one call to a provider that answers so. */
async function recordOf(
  answer: (response: ServerResponse) => unknown,
  request: object,
  path = '/chat/completions',
): Promise<LlmCall> {
  await using upstream = await startUpstream(answer)
  await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
  await post(gateway.session, JSON.stringify(request), {}, path).catch(() => {})
  const calls = await gateway.recorded()
  expect(calls).toHaveLength(1)
  return calls[0]!
}

const breakOff = (response: ServerResponse, head: object, ...pieces: string[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...head })
  for (const piece of pieces) response.write(piece)
  setTimeout(() => response.destroy(), 20)
}

const streamOf = (path: string): string[] => {
  const { answer } = WIRE_CASES.find((one) => one.path === path && one.answer.kind === 'streamed')!
  return answer.kind === 'streamed' ? answer.events : []
}

const request = { ...hello, model: 'gpt-4o-mini' }
const WITHOUT_USAGE = { ...COMPLETION, usage: undefined }
const ESTIMATED = {
  'gen_ai.usage.input_tokens': 8,
  'gen_ai.usage.output_tokens': 3,
  'gen_ai.usage.cache_read.input_tokens': null,
  'gen_ai.usage.reasoning.output_tokens': null,
  usage_source: 'estimated',
  cost_picousd: 8 * 150_000 + 3 * 600_000,
  cost_reason: null,
}

describe('a whole answer without usage', () => {
  test('is counted, and priced, with the encoding of its model', async () => {
    const call = await recordOf((response) => sendJson(response, WITHOUT_USAGE), request)
    expect(call).toMatchObject({
      ...ESTIMATED,
      usage_reason: 'the provider reported no usage; input and output counted with o200k_base',
    })
    expect(call.usage_is_minimum).toBeUndefined()
  })

  test('is counted the same as a stream', async () => {
    const call = await recordOf((response) => sendEvents(response, ...EVENTS, DONE), {
      ...request,
      stream: true,
    })
    expect(call).toMatchObject(ESTIMATED)
    expect(call.usage_is_minimum).toBeUndefined()
  })

  test('of a model of another maker says that the tokenizer is another', async () => {
    const answer = { ...WITHOUT_USAGE, model: 'llama-3.3-70b' }
    expect(await recordOf((response) => sendJson(response, answer), request)).toMatchObject({
      'gen_ai.usage.output_tokens': 3,
      usage_reason:
        'the provider reported no usage; input and output counted with o200k_base, which stands in for the tokenizer of llama-3.3-70b',
      cost_picousd: null,
      cost_reason: 'no price for the model llama-3.3-70b',
    })
  })

  test('whose usage makes no sense is counted too', async () => {
    const answer = { ...COMPLETION, usage: { prompt_tokens: 'many' } }
    expect(await recordOf((response) => sendJson(response, answer), request)).toMatchObject({
      ...ESTIMATED,
      usage_reason:
        'the provider reported its usage in an unknown form; input and output counted with o200k_base',
    })
  })

  test('to a picture has a known output and an unknown input', async () => {
    const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]
    const asked = { ...request, messages: [{ role: 'user', content }] }
    const reason =
      'the provider reported no usage; output counted with o200k_base; input not known: the request has a part of type image_url'
    expect(await recordOf((response) => sendJson(response, WITHOUT_USAGE), asked)).toMatchObject({
      'gen_ai.usage.input_tokens': null,
      'gen_ai.usage.output_tokens': 3,
      usage_source: 'estimated',
      usage_reason: reason,
      cost_picousd: null,
      cost_reason: reason,
    })
  })

  test('of embeddings has an output of nothing', async () => {
    const asked = { model: 'text-embedding-3-small', input: ['hello world', 'Hé 😀'] }
    expect(
      await recordOf((response) => sendJson(response, { data: [] }), asked, '/embeddings'),
    ).toMatchObject({
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.output_tokens': 0,
      usage_source: 'estimated',
      usage_reason: 'the provider reported no usage; input and output counted with cl100k_base',
      cost_picousd: 5 * 20_000,
    })
  })

  test('of images is not counted', async () => {
    const asked = { model: 'gpt-image-1', prompt: 'a cat' }
    const call = await recordOf((response) => sendJson(response, { data: [] }), asked, '/images/generations')
    expect(call).toMatchObject({
      'gen_ai.usage.input_tokens': null,
      usage_source: 'unavailable',
      usage_reason: 'the provider reported no usage',
    })
  })

  test('that can be read and not written again is recorded all the same', async () => {
    const depth = 100_000
    const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    await using upstream = await startUpstream((response) => sendJson(response, WITHOUT_USAGE))
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    await gateway.post(JSON.stringify({ ...request, functions: [0] }).replace('[0]', `[${deep}]`))
    expect((await gateway.recorded())[0]).toMatchObject({
      usage_source: 'unavailable',
      usage_reason: expect.stringContaining(
        'the provider reported no usage; it could not be estimated: RangeError',
      ),
    })
  })
})

describe('an answer that is cut off', () => {
  const MINIMUM = 'the output is what had arrived: the provider may bill more'

  test('counts, of a stream, what had arrived, and says that this is not all', async () => {
    const answer = (response: ServerResponse) => breakOff(response, {}, ...EVENTS.slice(0, 3))
    expect(await recordOf(answer, { ...request, stream: true })).toMatchObject({
      ...ESTIMATED,
      usage_is_minimum: true,
      usage_reason: `cut off before the provider reported the usage; input and output counted with o200k_base; ${MINIMUM}`,
    })
  })

  test('is whole when the model had come to its end', async () => {
    const answer = (response: ServerResponse) => breakOff(response, {}, ...EVENTS)
    const call = await recordOf(answer, { ...request, stream: true })
    expect(call).toMatchObject(ESTIMATED)
    expect(call.usage_is_minimum).toBeUndefined()
  })

  test('keeps what Anthropic had counted, and counts what it had not', async () => {
    const events = streamOf('/messages')
    const thought = events.findIndex((event) => event.includes('thinking_delta'))
    const answer = (response: ServerResponse) => breakOff(response, {}, ...events.slice(0, thought + 1))
    expect(await recordOf(answer, { ...request, stream: true, max_tokens: 9 }, '/messages')).toMatchObject({
      'gen_ai.usage.input_tokens': 1203,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.cache_read.input_tokens': 1000,
      'gen_ai.usage.cache_creation.input_tokens': 200,
      'gen_ai.usage.reasoning.output_tokens': null,
      usage_source: 'estimated',
      usage_is_minimum: true,
      usage_reason: `cut off before the provider reported the usage of its output; output counted with o200k_base, which stands in for the tokenizer of claude-sonnet-4-5-20250929; ${MINIMUM}`,
    })
  })

  test('has no known output when it was no stream', async () => {
    const head = { 'content-type': 'application/json', 'content-length': '1000' }
    const answer = (response: ServerResponse) => breakOff(response, head, '{"choices":[{"message":')
    expect(await recordOf(answer, request)).toMatchObject({
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.output_tokens': null,
      usage_source: 'estimated',
      usage_reason:
        'cut off before the provider reported the usage; input counted with o200k_base; output not known: none of it had arrived',
      cost_picousd: null,
    })
  })

  test('by the end of its session is recorded before that is over', async () => {
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of EVENTS.slice(0, 3)) response.write(event)
    })
    await using gateway = await openGateway({ baseUrl: upstream.baseUrl })
    const { baseUrl, apiKey } = gateway.session
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ ...request, stream: true }),
    })
    const reader = answer.body!.getReader()
    for (let seen = ''; !seen.includes('Hé ');)
      seen += Buffer.from((await reader.read()).value ?? []).toString()
    reader.closed.catch(() => {})
    await gateway.session.close()
    expect(gateway.calls).toMatchObject([
      { ...ESTIMATED, usage_is_minimum: true, error: 'the session was closed during the call' },
    ])
  })
})
