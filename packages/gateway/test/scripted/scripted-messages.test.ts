import type Anthropic from '@anthropic-ai/sdk'
import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { scriptedProvider } from '../../src/index.ts'
import { eventNames } from '../support/events.ts'
import { hello, openGateway, post } from '../support/gateway.ts'

const open = (scripted: ScriptedModel) => openGateway({ provider: scriptedProvider(), session: { scripted } })
const BASH: Anthropic.Tool = { name: 'bash', input_schema: { type: 'object' } }

describe("the scripted model through Anthropic's API", () => {
  test('answers with text, plain and streamed alike', async () => {
    const long = 'é😀'.repeat(100)
    await using gateway = await open(() => ({ text: long }))
    const request = { ...hello, model: 'm', max_tokens: 10, system: 'be brief' }
    const plain = await gateway.anthropic.messages.create(request)
    const streamed = await gateway.anthropic.messages.stream(request).finalMessage()
    for (const message of [plain, streamed]) {
      expect(message).toMatchObject({
        type: 'message',
        role: 'assistant',
        model: 'scripted',
        content: [{ type: 'text', text: long }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: { input_tokens: 4, output_tokens: 150 },
      })
    }
    expect(gateway.calls).toHaveLength(2)
    for (const call of gateway.calls) {
      expect(call).toMatchObject({
        path: '/v1/messages',
        error: null,
        'gen_ai.response.model': 'scripted',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 4,
        'gen_ai.usage.output_tokens': 150,
        'gen_ai.usage.cache_read.input_tokens': 0,
        'gen_ai.usage.cache_creation.input_tokens': 0,
        'gen_ai.usage.reasoning.output_tokens': 0,
        usage_source: 'measured',
        usage_reason: null,
      })
    }
  })

  test('streams the events of the real API in their order', async () => {
    await using gateway = await open(({ tools }) =>
      tools.length > 0 ? { tool: 'bash', arguments: { command: 'ls' } } : { text: 'x'.repeat(100) },
    )
    const stream = async (request: object) => {
      const body = JSON.stringify({ ...hello, stream: true, ...request })
      return eventNames((await post(gateway.session, body, {}, '/messages')).body.toString())
    }
    const sequence = [
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]
    expect(await stream({})).toEqual(sequence)
    expect(await stream({ tools: [BASH] })).toEqual(sequence)
  })

  test('has no block for a text of nothing', async () => {
    await using gateway = await open(() => ({ text: '' }))
    const request = { ...hello, model: 'm', max_tokens: 10 }
    expect((await gateway.anthropic.messages.create(request)).content).toEqual([])
    expect((await gateway.anthropic.messages.stream(request).finalMessage()).content).toEqual([])
  })

  test.each(['plain', 'streamed'])('calls a tool and is told what it returned: %s', async (form) => {
    const seen: ScriptedRequest[] = []
    const args = { command: `echo ${'x'.repeat(200)}` }
    await using gateway = await open((request) => {
      seen.push(request)
      return seen.length === 1 ? { tool: 'bash', arguments: args } : { text: 'done' }
    })
    const create = (messages: Anthropic.MessageParam[]) => {
      const body = {
        model: 'm',
        max_tokens: 100,
        system: [{ type: 'text' as const, text: 'be brief' }],
        tools: [BASH],
        messages,
      }
      return form === 'plain'
        ? gateway.anthropic.messages.create(body)
        : gateway.anthropic.messages.stream(body).finalMessage()
    }
    const question: Anthropic.MessageParam = { role: 'user', content: [{ type: 'text', text: 'a' }] }
    const first = await create([question])
    expect(first).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', id: expect.stringMatching(/^toolu_/), name: 'bash', input: args }],
    })
    const [use] = first.content
    if (use?.type !== 'tool_use') throw new Error('no call')
    const second = await create([
      question,
      { role: 'assistant', content: first.content },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: use.id, content: 'result' },
          { type: 'tool_result', tool_use_id: use.id, content: [{ type: 'text', text: 'more' }] },
          { type: 'text', text: 'go on' },
        ],
      },
      { role: 'assistant', content: 'ok' },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id }] },
    ])
    expect(second.content).toMatchObject([{ type: 'text', text: 'done' }])
    expect(seen).toMatchObject([
      {
        tools: ['bash'],
        messages: [
          { role: 'system', text: 'be brief' },
          { role: 'user', text: 'a' },
        ],
      },
      {
        messages: [
          { role: 'system', text: 'be brief' },
          { role: 'user', text: 'a' },
          { role: 'assistant', text: '' },
          { role: 'tool', text: 'result' },
          { role: 'tool', text: 'more' },
          { role: 'user', text: 'go on' },
          { role: 'assistant', text: 'ok' },
          { role: 'tool', text: '' },
        ],
      },
    ])
    const bytes = ['be brief', 'a', JSON.stringify([BASH])].join('').length
    expect(first.usage.input_tokens).toBe(Math.ceil(bytes / 4))
    expect(second.usage.input_tokens).toBe(
      Math.ceil((bytes + `bash${JSON.stringify(args)}resultmorego onok`.length) / 4),
    )
  })

  test('counts tokens as it counts them in a call, and makes no call of it', async () => {
    await using gateway = await open(() => ({ text: 'x' }))
    const request = { ...hello, model: 'm', system: 'be brief', tools: [BASH] }
    const { input_tokens } = await gateway.anthropic.messages.countTokens(request)
    expect(gateway.calls).toEqual([])
    const message = await gateway.anthropic.messages.create({ ...request, max_tokens: 10 })
    expect(message.usage.input_tokens).toBe(input_tokens)
  })
})
