import { anthropicMessages } from '../../../src/apis/anthropic-messages.ts'
import { hello } from '../gateway.ts'
import { type WireCase, collect, named, plain, settle, streamed } from './case.ts'

const api = { api: anthropicMessages, path: '/messages' }
const request = { ...hello, model: 'm', max_tokens: 100 }
const streamRequest = { ...request, stream: true as const }
const MODEL = 'claude-sonnet-4-5-20250929'

const facts = {
  model: MODEL,
  finishReasons: ['tool_use'],
  usage: { input: 1203, output: 34, cached: 1000, cacheWrite: 200, cacheWriteHour: 50, reasoning: 20 },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}
const usage = {
  input_tokens: 3,
  cache_creation_input_tokens: 200,
  cache_read_input_tokens: 1000,
  cache_creation: { ephemeral_5m_input_tokens: 150, ephemeral_1h_input_tokens: 50 },
  output_tokens: 34,
  output_tokens_details: { thinking_tokens: 20 },
  server_tool_use: null,
  service_tier: 'standard',
  inference_geo: null,
}
const BLOCKS = [
  { type: 'thinking', thinking: 'Hm é.', signature: 'EqQB' },
  { type: 'text', text: 'Hé 😀', citations: null },
  { type: 'tool_use', id: 'toolu_1', name: 'bash', input: { usage: { output_tokens: 1 }, error: 'é' } },
]
const message = (fields: object) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content: BLOCKS,
  stop_reason: 'tool_use',
  stop_sequence: null,
  stop_details: null,
  container: null,
  usage,
  ...fields,
})

const delta = (index: number, change: object) => named({ type: 'content_block_delta', index, delta: change })
const block = (index: number, content_block: object, deltas: object[]) => [
  named({ type: 'content_block_start', index, content_block }),
  ...deltas.map((change) => delta(index, change)),
  named({ type: 'content_block_stop', index }),
]
const BEGINNING = [
  named({
    type: 'message_start',
    message: message({ content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } }),
  }),
  named({ type: 'ping' }),
  ...block(0, { type: 'thinking', thinking: '', signature: '' }, [
    { type: 'thinking_delta', thinking: 'Hm é.' },
    { type: 'signature_delta', signature: 'EqQB' },
  ]),
]
const BODY = [
  ...block(1, { type: 'text', text: '', citations: null }, [
    { type: 'text_delta', text: 'Hé ' },
    { type: 'text_delta', text: '😀' },
  ]),
  named({ type: 'ping' }),
  ...block(2, { type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} }, [
    { type: 'input_json_delta', partial_json: '' },
    { type: 'input_json_delta', partial_json: '{"usage":{"output_tokens":' },
    { type: 'input_json_delta', partial_json: '1},"error":"é"}' },
  ]),
]
const end = (stop: object, counted: object) => [
  named({ type: 'message_delta', delta: { stop_sequence: null, ...stop }, usage: counted }),
  named({ type: 'message_stop' }),
]

export const MESSAGES_CASES: WireCase[] = [
  {
    ...api,
    title: 'a message with thinking, text and a call of a tool',
    answer: plain(message({})),
    // The beta's address is another by its query alone.
    ask: async ({ anthropic }) => [
      await settle(() => anthropic.messages.create(request)),
      await settle(() => anthropic.beta.messages.create(request)),
    ],
    facts,
  },
  {
    ...api,
    title: 'a message that refuses, of a model that used no cache and says nothing of thinking',
    answer: plain(
      message({
        content: [],
        stop_reason: 'refusal',
        stop_details: { type: 'refusal', category: 'cyber', explanation: 'No.' },
        usage: { input_tokens: 3, output_tokens: 4 },
      }),
    ),
    ask: ({ anthropic }) => settle(() => anthropic.messages.create(request)),
    facts: {
      ...facts,
      finishReasons: ['refusal'],
      usage: { input: 3, output: 4, cached: null, cacheWrite: 0, reasoning: null },
    },
  },
  {
    ...api,
    title: 'a streamed message whose end states all of its usage again',
    answer: streamed([...BEGINNING, ...BODY, ...end({ stop_reason: 'tool_use' }, usage)]),
    ask: async ({ anthropic }) => [
      await collect(anthropic.messages.create(streamRequest)),
      await settle(() => anthropic.messages.stream(request).finalMessage()),
    ],
    facts,
  },
  {
    ...api,
    title: 'a streamed message whose end states its output alone',
    answer: streamed([...BEGINNING, ...BODY, ...end({ stop_reason: 'max_tokens' }, { output_tokens: 34 })]),
    ask: ({ anthropic }) => settle(() => anthropic.messages.stream(request).finalMessage()),
    facts: { ...facts, finishReasons: ['max_tokens'] },
  },
  {
    ...api,
    title: 'a streamed message whose input grew by what a tool of the server found',
    answer: streamed([
      ...BEGINNING,
      ...BODY,
      ...end(
        { stop_reason: 'end_turn' },
        {
          input_tokens: 5003,
          cache_creation_input_tokens: null,
          cache_read_input_tokens: 1000,
          output_tokens: 50,
          output_tokens_details: { thinking_tokens: 30 },
          server_tool_use: { web_search_requests: 1 },
        },
      ),
    ]),
    ask: ({ anthropic }) => settle(() => anthropic.messages.stream(request).finalMessage()),
    facts: {
      ...facts,
      finishReasons: ['end_turn'],
      usage: { input: 6203, output: 50, cached: 1000, cacheWrite: 200, cacheWriteHour: 50, reasoning: 30 },
    },
  },
  {
    ...api,
    title: 'a streamed message that ends in an error',
    answer: streamed([
      ...BEGINNING,
      named({
        type: 'error',
        error: { type: 'overloaded_error', message: 'Overloaded' },
        request_id: 'req_1',
      }),
    ]),
    ask: ({ anthropic }) => collect(anthropic.messages.create(streamRequest)),
    facts: {
      ...facts,
      finishReasons: [],
      usage: { ...facts.usage, output: 1 },
      isUsageSoFar: true,
      error: 'Overloaded',
    },
    counted: { input: 1203, output: 3 },
  },
]
