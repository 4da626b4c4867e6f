import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import type OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { scriptedProvider } from '../../src/index.ts'
import { openGateway, post } from '../support/gateway.ts'
import { eventNames } from '../support/events.ts'

const open = (scripted: ScriptedModel) => openGateway({ provider: scriptedProvider(), session: { scripted } })
const BASH = {
  type: 'function' as const,
  name: 'bash',
  description: 'Runs a command.',
  parameters: { type: 'object', properties: { command: { type: 'string' } } },
  strict: false,
}

describe('the scripted model through the Responses API', () => {
  test('answers with text, plain and streamed alike', async () => {
    const long = 'é😀'.repeat(100)
    await using gateway = await open(() => ({ text: long }))
    const request = { model: 'm', input: 'hello', instructions: 'be brief', temperature: 0.5 }
    const plain = await gateway.client.responses.create(request)
    const streamed = await gateway.client.responses.stream(request).finalResponse()
    for (const response of [plain, streamed]) {
      expect(response).toMatchObject({
        object: 'response',
        model: 'scripted',
        status: 'completed',
        error: null,
        instructions: 'be brief',
        temperature: 0.5,
        output_text: long,
        output: [{ type: 'message', role: 'assistant', status: 'completed' }],
        usage: { input_tokens: 4, output_tokens: 150, total_tokens: 154 },
      })
    }
    expect(gateway.calls).toHaveLength(2)
    for (const call of gateway.calls) {
      expect(call).toMatchObject({
        path: '/v1/responses',
        error: null,
        'gen_ai.operation.name': 'chat',
        'gen_ai.response.model': 'scripted',
        'gen_ai.response.finish_reasons': ['completed'],
        'gen_ai.usage.input_tokens': 4,
        'gen_ai.usage.output_tokens': 150,
        'gen_ai.usage.cache_read.input_tokens': 0,
        'gen_ai.usage.reasoning.output_tokens': 0,
        usage_source: 'measured',
        usage_reason: null,
      })
    }
  })

  test('streams the events of the real API in their order, numbered', async () => {
    await using gateway = await open(({ tools }) =>
      tools.length > 0 ? { tool: 'bash', arguments: { command: 'ls' } } : { text: 'x'.repeat(100) },
    )
    const stream = async (request: object) => {
      const body = JSON.stringify({ model: 'm', input: 'hi', stream: true, ...request })
      return (await post(gateway.session, body, {}, '/responses')).body.toString()
    }
    const text = await stream({})
    expect(eventNames(text)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect([...text.matchAll(/"sequence_number":(\d+)\}/g)].map(([, n]) => Number(n))).toEqual(
      Array.from({ length: 10 }, (_, n) => n),
    )
    expect(eventNames(await stream({ tools: [BASH] }))).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  test.each(['plain', 'streamed'])('calls a tool and is told what it returned: %s', async (form) => {
    const seen: ScriptedRequest[] = []
    const args = { command: `echo ${'x'.repeat(200)}` }
    await using gateway = await open((request) => {
      seen.push(request)
      return seen.length === 1 ? { tool: 'bash', arguments: args } : { text: 'done' }
    })
    const create = (body: { model: string; input: OpenAI.Responses.ResponseInput; tools: (typeof BASH)[] }) =>
      form === 'plain'
        ? gateway.client.responses.create(body)
        : gateway.client.responses.stream(body).finalResponse()
    const input: OpenAI.Responses.ResponseInput = [
      { role: 'developer', content: 'be brief' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_image', image_url: 'data:', detail: 'auto' },
          { type: 'input_text', text: 'b' },
        ],
      },
    ]
    const first = await create({ model: 'm', input, tools: [BASH] })
    const [call] = first.output
    expect(call).toMatchObject({
      type: 'function_call',
      name: 'bash',
      call_id: expect.stringMatching(/^call_/),
    })
    if (call?.type !== 'function_call') throw new Error('no call')
    expect(JSON.parse(call.arguments)).toEqual(args)
    const { call_id, name, arguments: argumentsJson } = call
    const second = await create({
      model: 'm',
      tools: [BASH],
      input: [
        ...input,
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id, name, arguments: argumentsJson },
        { type: 'function_call_output', call_id, output: 'result' },
        { type: 'function_call_output', call_id, output: [{ type: 'input_text', text: 'more' }] },
      ],
    })
    expect(second.output_text).toBe('done')
    expect(seen).toMatchObject([
      {
        tools: ['bash'],
        messages: [
          { role: 'developer', text: 'be brief' },
          { role: 'user', text: 'a\nb' },
        ],
      },
      {
        messages: [
          { role: 'developer', text: 'be brief' },
          { role: 'user', text: 'a\nb' },
          { role: 'assistant', text: '' },
          { role: 'tool', text: 'result' },
          { role: 'tool', text: 'more' },
        ],
      },
    ])
    const bytes = ['be brief', 'a\nb', JSON.stringify([BASH])].join('').length
    expect(first.usage!.input_tokens).toBe(Math.ceil(bytes / 4))
    expect(second.usage!.input_tokens).toBe(
      Math.ceil((bytes + 'bash'.length + argumentsJson.length + 'resultmore'.length) / 4),
    )
  })

  test('counts tokens as it counts them in a call, and makes no call of it', async () => {
    await using gateway = await open(() => ({ text: 'x' }))
    const request = { model: 'm', input: 'hello', instructions: 'be brief', tools: [BASH] }
    const { input_tokens } = await gateway.client.responses.inputTokens.count(request)
    expect(gateway.calls).toEqual([])
    const { usage } = await gateway.client.responses.create(request)
    expect(usage!.input_tokens).toBe(input_tokens)
  })

  test('refuses what it cannot do', async () => {
    await using gateway = await open(() => ({ text: 'x' }))
    await expect(
      gateway.client.responses.create({ model: 'm', input: 'x', previous_response_id: 'resp_1' }),
    ).rejects.toThrow('400 The scripted model cannot answer: it remembers no earlier response')
    await expect(gateway.client.embeddings.create({ model: 'm', input: 'x' })).rejects.toThrow(
      '400 The scripted model cannot answer: it writes text and calls tools, and has nothing for /embeddings.',
    )
    await expect(gateway.client.images.generate({ model: 'm', prompt: 'x' })).rejects.toThrow(
      'has nothing for /images/generations',
    )
    await expect(gateway.client.responses.retrieve('resp_1')).rejects.toThrow(
      '404 The scripted model keeps no responses.',
    )
    expect(gateway.calls.map(({ status }) => status)).toEqual([400, 400, 400])
  })
})
