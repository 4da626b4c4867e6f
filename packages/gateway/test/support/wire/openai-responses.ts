import { openAiResponses } from '../../../src/apis/openai-responses.ts'
import { type WireCase, collect, named, plain, settle, streamed } from './case.ts'

const api = { api: openAiResponses, path: '/responses' }
const request = { model: 'm', input: 'hello' }
const MODEL = 'gpt-5-mini-2025-08-07'

const USAGE = {
  input_tokens: 1200,
  input_tokens_details: { cached_tokens: 1000, cache_write_tokens: 100 },
  output_tokens: 34,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 1234,
}
const facts = {
  model: MODEL,
  finishReasons: ['completed'],
  usage: { input: 1200, output: 34, cached: 1000, cacheWrite: 100, reasoning: 20 },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}

const reasoning = {
  id: 'rs_1',
  type: 'reasoning',
  encrypted_content: 'gAAAA',
  summary: [{ type: 'summary_text', text: 'Thinking é.' }],
}
const text = { type: 'output_text', annotations: [], logprobs: [], text: 'Hé 😀' }
const message = { id: 'msg_1', type: 'message', status: 'completed', content: [text], role: 'assistant' }
const call = {
  id: 'fc_1',
  type: 'function_call',
  status: 'completed',
  arguments: '{"command":"echo \\"usage\\""}',
  call_id: 'call_1',
  name: 'bash',
}

const response = (fields: object) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  background: false,
  completed_at: 2,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: MODEL,
  output: [],
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: 'low', summary: 'detailed' },
  safety_identifier: null,
  service_tier: 'default',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  usage: USAGE,
  user: null,
  metadata: {},
  ...fields,
})
const begun = response({ status: 'in_progress', completed_at: null, service_tier: 'auto', usage: null })

const numbered = (events: { type: string; [member: string]: unknown }[]) =>
  events.map((event, sequence_number) => named({ ...event, sequence_number }))

const BEGINNING = [
  { type: 'response.created', response: begun },
  { type: 'response.in_progress', response: begun },
  { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, summary: [] } },
  {
    type: 'response.reasoning_summary_part.added',
    item_id: 'rs_1',
    output_index: 0,
    summary_index: 0,
    part: { type: 'summary_text', text: '' },
  },
  {
    type: 'response.reasoning_summary_text.delta',
    item_id: 'rs_1',
    output_index: 0,
    summary_index: 0,
    delta: 'Thinking é.',
    obfuscation: 'hQ2',
  },
  {
    type: 'response.reasoning_summary_text.done',
    item_id: 'rs_1',
    output_index: 0,
    summary_index: 0,
    text: 'Thinking é.',
  },
  {
    type: 'response.reasoning_summary_part.done',
    item_id: 'rs_1',
    output_index: 0,
    summary_index: 0,
    part: reasoning.summary[0],
  },
  { type: 'response.output_item.done', output_index: 0, item: reasoning },
  {
    type: 'response.output_item.added',
    output_index: 1,
    item: { ...message, status: 'in_progress', content: [] },
  },
]
const inMessage = { item_id: 'msg_1', output_index: 1, content_index: 0 }
const inCall = { item_id: 'fc_1', output_index: 2 }
const MESSAGE = [
  { type: 'response.content_part.added', ...inMessage, part: { ...text, text: '' } },
  ...['Hé ', '😀'].map((delta) => ({
    type: 'response.output_text.delta',
    ...inMessage,
    delta,
    logprobs: [],
    obfuscation: 'p',
  })),
  { type: 'response.output_text.done', ...inMessage, text: text.text, logprobs: [] },
  { type: 'response.content_part.done', ...inMessage, part: text },
  { type: 'response.output_item.done', output_index: 1, item: message },
]
const CALL = [
  {
    type: 'response.output_item.added',
    output_index: 2,
    item: { ...call, status: 'in_progress', arguments: '' },
  },
  ...['{"command":', '"echo \\"usage\\""}'].map((delta) => ({
    type: 'response.function_call_arguments.delta',
    ...inCall,
    delta,
  })),
  { type: 'response.function_call_arguments.done', ...inCall, arguments: call.arguments },
  { type: 'response.output_item.done', output_index: 2, item: call },
]
const incomplete = response({
  status: 'incomplete',
  completed_at: null,
  incomplete_details: { reason: 'max_output_tokens' },
  output: [reasoning, { ...message, status: 'incomplete' }],
})
const failed = response({
  status: 'failed',
  completed_at: null,
  error: { code: 'server_error', message: 'The model failed.' },
  usage: null,
})

export const RESPONSES_CASES: WireCase[] = [
  {
    ...api,
    title: 'a response with reasoning, text and a call of a tool',
    answer: plain(response({ output: [reasoning, message, call] })),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts,
  },
  {
    ...api,
    title: 'a response that refuses',
    answer: plain(
      response({ output: [{ ...message, content: [{ type: 'refusal', refusal: 'I will not.' }] }] }),
    ),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts,
  },
  {
    ...api,
    title: 'a response that is incomplete',
    answer: plain(incomplete),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts: { ...facts, finishReasons: ['max_output_tokens'] },
  },
  {
    ...api,
    title: 'a response that failed',
    answer: plain(failed),
    ask: ({ openai }) => settle(() => openai.responses.create(request)),
    facts: { ...facts, finishReasons: ['failed'], usage: null, error: 'The model failed.' },
  },
  {
    ...api,
    title: 'a streamed response with reasoning, text and a call of a tool',
    answer: streamed(
      numbered([
        ...BEGINNING,
        ...MESSAGE,
        ...CALL,
        { type: 'response.completed', response: response({ output: [reasoning, message, call] }) },
      ]),
    ),
    ask: async ({ openai }) => [
      await collect(openai.responses.create({ ...request, stream: true })),
      await settle(() => openai.responses.stream(request).finalResponse()),
    ],
    facts,
  },
  {
    ...api,
    title: 'a streamed response of a server that counts no tokens',
    answer: streamed(
      numbered([
        ...BEGINNING,
        ...MESSAGE,
        {
          type: 'response.completed',
          response: response({ output: [reasoning, message], usage: null, completed_at: null }),
        },
      ]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, usage: null },
  },
  {
    ...api,
    title: 'a streamed response that is incomplete',
    answer: streamed(
      numbered([...BEGINNING, ...MESSAGE, { type: 'response.incomplete', response: incomplete }]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: ['max_output_tokens'] },
  },
  {
    ...api,
    title: 'a streamed response that fails',
    answer: streamed(numbered([...BEGINNING, { type: 'response.failed', response: failed }])),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: ['failed'], usage: null, error: 'The model failed.' },
  },
  {
    ...api,
    title: 'a streamed response that ends in an error',
    answer: streamed(
      numbered([
        ...BEGINNING,
        { type: 'error', code: 'rate_limit_exceeded', message: 'Too many tokens.', param: null },
      ]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: [], usage: null, error: 'Too many tokens.' },
  },
  {
    ...api,
    title: 'a streamed response that ends in an error in the older form',
    answer: streamed(
      numbered([...BEGINNING, { type: 'error', error: { type: 'server_error', message: 'Broken.' } }]),
    ),
    ask: ({ openai }) => collect(openai.responses.create({ ...request, stream: true })),
    facts: { ...facts, finishReasons: [], usage: null, error: 'Broken.' },
  },
]
