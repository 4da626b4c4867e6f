import { openAiChat } from '../../../src/apis/openai-chat.ts'
import { hello } from '../gateway.ts'
import { COMPLETION, DONE, EVENTS, USAGE, USAGE_EVENT } from '../upstream.ts'
import { type WireCase, collect, plain, settle, streamed } from './case.ts'

const api = { api: openAiChat, path: '/chat/completions' }
const facts = {
  model: 'gpt-4o-mini-2024-07-18',
  finishReasons: ['stop'],
  usage: { input: 1200, output: 34, cached: 1000, cacheWrite: 0, reasoning: 20 },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}
const request = { ...hello, model: 'm' }
const streamRequest = { ...request, stream: true as const, stream_options: { include_usage: true } }

const chunk = (choice: object) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: facts.model,
    service_tier: 'default',
    system_fingerprint: 'fp_1',
    choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...choice }],
    usage: null,
    obfuscation: 'x8Zt',
  })}\n\n`
const toolCall = (fields: object) => chunk({ delta: { tool_calls: [{ index: 0, ...fields }] } })

export const CHAT_CASES: WireCase[] = [
  {
    ...api,
    title: 'a chat completion that refuses and wrote to a cache',
    answer: plain({
      ...COMPLETION,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: null, refusal: 'I will not.', annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 1000, cache_write_tokens: 100 } },
    }),
    ask: ({ openai }) => settle(() => openai.chat.completions.create(request)),
    facts: { ...facts, usage: { ...facts.usage, cacheWrite: 100 } },
  },
  {
    ...api,
    title: 'a streamed chat completion with its usage',
    answer: streamed([...EVENTS, USAGE_EVENT, DONE]),
    ask: ({ openai }) => collect(openai.chat.completions.create(streamRequest)),
    facts,
  },
  {
    ...api,
    title: 'a streamed chat completion that calls a tool',
    answer: streamed([
      chunk({ delta: { role: 'assistant', content: null } }),
      toolCall({ id: 'call_1', type: 'function', function: { name: 'bash', arguments: '' } }),
      toolCall({ function: { arguments: '{"usage":{"prompt_tokens":1,' } }),
      toolCall({ function: { arguments: '"é😀":1}}' } }),
      chunk({ finish_reason: 'tool_calls' }),
      USAGE_EVENT,
      DONE,
    ]),
    ask: ({ openai }) => settle(() => openai.chat.completions.stream(streamRequest).finalChatCompletion()),
    facts: { ...facts, finishReasons: ['tool_calls'] },
  },
  {
    ...api,
    title: 'a streamed chat completion that ends in an error',
    answer: streamed([
      ...EVENTS.slice(0, 3),
      'data: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}\n\n',
      DONE,
    ]),
    ask: ({ openai }) => collect(openai.chat.completions.create(streamRequest)),
    facts: { ...facts, finishReasons: [], usage: null, error: 'The server had an error' },
    counted: { input: 8, output: 3 },
  },
]
