import { named } from './case.ts'

/** Source: OpenAI API reference, "The response object" and the streaming events of the Responses API. */

export const MODEL = 'gpt-5-mini-2025-08-07'

const USAGE = {
  input_tokens: 1200,
  input_tokens_details: { cached_tokens: 1000, cache_write_tokens: 100 },
  output_tokens: 34,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 1234,
}

export const reasoning = {
  id: 'rs_1',
  type: 'reasoning',
  encrypted_content: 'gAAAA',
  summary: [{ type: 'summary_text', text: 'Thinking é.' }],
}
const text = { type: 'output_text', annotations: [], logprobs: [], text: 'Hé 😀' }
export const message = {
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  content: [text],
  role: 'assistant',
}
export const call = {
  id: 'fc_1',
  type: 'function_call',
  status: 'completed',
  arguments: '{"command":"echo \\"usage\\""}',
  call_id: 'call_1',
  name: 'bash',
}

export const response = (fields: object) => ({
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

export const numbered = (events: { type: string; [member: string]: unknown }[]) =>
  events.map((event, sequence_number) => named({ ...event, sequence_number }))

export const BEGINNING = [
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
export const MESSAGE = [
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
export const CALL = [
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
export const incomplete = response({
  status: 'incomplete',
  completed_at: null,
  incomplete_details: { reason: 'max_output_tokens' },
  output: [reasoning, { ...message, status: 'incomplete' }],
})
export const failed = response({
  status: 'failed',
  completed_at: null,
  error: { code: 'server_error', message: 'The model failed.' },
  usage: null,
})
