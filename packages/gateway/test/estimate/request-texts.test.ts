import { expect, test } from 'vitest'
import { anthropicMessages } from '../../src/apis/anthropic-messages.ts'
import { openAiChat } from '../../src/apis/openai-chat.ts'
import { openAiEmbeddings } from '../../src/apis/openai-embeddings.ts'
import { openAiResponses } from '../../src/apis/openai-responses.ts'
import type { WireApi } from '../../src/apis/wire-api.ts'
import { countTokens } from '../../src/estimate/count-tokens.ts'

const readBy = (api: WireApi, request: Record<string, unknown>) => api.texts!.read(request)

async function tokensOf(
  api: WireApi,
  request: Record<string, unknown>,
  encoding: Parameters<typeof countTokens>[0] = 'o200k_base',
): Promise<number> {
  const { texts, overhead, unread } = readBy(api, request)
  expect(unread).toBeNull()
  return (await countTokens(encoding, texts))! + overhead
}

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] })
const from = (name: string, content: string) => ({ role: 'system', name, content })

/** Source: OpenAI cookbook, "How to count tokens with tiktoken", section 6. */
const EXAMPLE = {
  messages: [
    {
      role: 'system',
      content:
        'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
    },
    from('example_user', 'New synergies will help drive top-line growth.'),
    from('example_assistant', 'Things working well together will increase revenue.'),
    from(
      'example_user',
      "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ),
    from('example_assistant', "Let's talk later when we're less busy about how to do better."),
    {
      role: 'user',
      content: "This late pivot means we don't have time to boil the ocean for the client deliverable.",
    },
  ],
}

test('of messages, the count is what OpenAI counted', async () => {
  // Source: as EXAMPLE, "prompt tokens counted by the OpenAI API" for gpt-4o and gpt-4.
  expect(await tokensOf(openAiChat, EXAMPLE)).toBe(124)
  expect(await tokensOf(openAiChat, EXAMPLE, 'cl100k_base')).toBe(129)
  // Source: OpenAI API reference, the example of a chat completion (gpt-4.1: prompt_tokens 19).
  const messages = [
    { role: 'developer', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'Hello!' },
  ]
  expect(await tokensOf(openAiChat, { messages })).toBe(19)
})

test('of messages with a tool, the count is near what OpenAI counted', async () => {
  const location = { type: 'string', description: 'The city and state, e.g. San Francisco, CA' }
  const unit = {
    type: 'string',
    description: 'The unit of temperature to return',
    enum: ['celsius', 'fahrenheit'],
  }
  const weather = {
    name: 'get_current_weather',
    description: 'Get the current weather in a given location',
    parameters: { type: 'object', properties: { location, unit }, required: ['location'] },
  }
  const messages = [
    {
      role: 'system',
      content: 'You are a helpful assistant that can answer to questions about the weather.',
    },
    { role: 'user', content: "What's the weather like in San Francisco?" },
  ]
  const tokens = await tokensOf(openAiChat, { messages, tools: [{ type: 'function', function: weather }] })
  // Source: as EXAMPLE, section 7: 101 counted by the API for gpt-4o. JSON is a little longer than OpenAI's own form.
  expect(tokens).toBeGreaterThanOrEqual(101)
  expect(tokens).toBeLessThan(101 * 1.15)
})

const call = { id: 'call_1', type: 'function', function: { name: 'write', arguments: '{"path":"a.ts"}' } }
const schema = { type: 'object', properties: { path: { type: 'string' } } }

test.each([
  [
    'chat',
    openAiChat,
    {
      model: 'm',
      user: 'ada',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hello' }] },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'done' },
      ],
      functions: [{ name: 'older', parameters: schema }],
      tools: [{ type: 'function', function: { name: 'write', parameters: schema } }],
      response_format: { type: 'json_schema', json_schema: { name: 'form' } },
    },
    ['user', 'hello', 'assistant', 'write', '{"path":"a.ts"}', 'tool', 'done', 'older', 'form'],
  ],
  [
    'responses',
    openAiResponses,
    {
      model: 'm',
      user: 'ada',
      instructions: 'be brief',
      input: [
        { role: 'user', content: 'hello' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] },
        { type: 'function_call', call_id: 'c', name: 'write', arguments: '{"path":"a.ts"}' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
      ],
      tools: [{ type: 'function', name: 'older', parameters: schema }],
    },
    [
      'developer',
      'be brief',
      'user',
      'hello',
      'assistant',
      'hi',
      'write',
      '{"path":"a.ts"}',
      'done',
      'older',
    ],
  ],
  [
    'messages',
    anthropicMessages,
    {
      model: 'm',
      metadata: { user_id: 'ada' },
      system: [{ type: 'text', text: 'be brief', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'hello' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't', name: 'write', input: { path: 'a.ts' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
      ],
      tools: [{ name: 'older', input_schema: schema }],
    },
    ['be brief', 'user', 'hello', 'assistant', 'write', '{"path":"a.ts"}', 'done', 'older'],
  ],
])('of a request of %s, what the model reads is counted, and nothing else', (_, api, request, read) => {
  const { texts, unread } = readBy(api, request)
  expect(unread).toBeNull()
  for (const text of read) expect(texts.join('\n')).toContain(text)
  expect(texts.join('\n')).not.toMatch(/ada|ephemeral|call_1/)
})

test('a text alone is the message of a user', async () => {
  const message = { type: 'message', role: 'user', content: 'hello' }
  expect(readBy(openAiResponses, { input: 'hello' })).toEqual(readBy(openAiResponses, { input: [message] }))
})

test.each<[WireApi, Record<string, unknown>, string]>([
  [openAiChat, {}, 'no list of messages'],
  [
    openAiChat,
    user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]),
    'a part of type image_url',
  ],
  [openAiChat, user([{ type: 'input_audio', input_audio: {} }]), 'a part of type input_audio'],
  [openAiChat, { ...user('x'), web_search_options: {} }, 'web_search_options'],
  [openAiResponses, { input: 'x', previous_response_id: 'resp_1' }, 'a previous_response_id'],
  [openAiResponses, { input: 'x', tools: [{ type: 'web_search' }] }, 'a tool of type web_search'],
  [openAiResponses, { input: [{ type: 'reasoning', encrypted_content: 'gA' }] }, 'a part of type reasoning'],
  [
    openAiResponses,
    { input: [{ role: 'user', content: [{ type: 'input_file' }] }] },
    'a part of type input_file',
  ],
  [anthropicMessages, user([{ type: 'image', source: {} }]), 'a part of type image'],
  [
    anthropicMessages,
    user([{ type: 'tool_result', content: [{ type: 'document' }] }]),
    'a part of type document',
  ],
  [
    anthropicMessages,
    { ...user('x'), tools: [{ type: 'bash_20250124', name: 'bash' }] },
    'a tool of type bash_20250124',
  ],
  [openAiEmbeddings, {}, 'no input'],
])('what is no text is not guessed: %#', (api, request, what) => {
  expect(readBy(api, request).unread).toBe(what)
})

test('input of an embedding is a text, several, or tokens', async () => {
  expect(await tokensOf(openAiEmbeddings, { input: 'hello world' }, 'cl100k_base')).toBe(2)
  expect(await tokensOf(openAiEmbeddings, { input: ['hello world', 'hello world'] }, 'cl100k_base')).toBe(4)
  expect(await tokensOf(openAiEmbeddings, { input: [15339, 1917] })).toBe(2)
  expect(await tokensOf(openAiEmbeddings, { input: [[15339, 1917], [15339]] })).toBe(3)
})
