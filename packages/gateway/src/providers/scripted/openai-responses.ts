import type { ScriptedReply } from '@genai-devbench/schema'
import { stringOrNull } from '../../json/json.ts'
import { type AnswerContext, MODEL, type ReadRequest, type ScriptedApi } from './scripted-api.ts'
import { contentText, jsonText, namedEvent, objects, pieces, toolNames } from './text.ts'

/**
 * OpenAI's Responses API.
 * Source: OpenAI API reference, "Create a model response", "The response object" and its streaming events.
 */
export const scriptedResponses: ScriptedApi = { read, answer, events }

function read(json: Record<string, unknown>): ReadRequest {
  const { instructions, input } = json
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : objects(input)
  return {
    messages: [
      ...(typeof instructions === 'string' ? [{ role: 'system', text: instructions }] : []),
      ...items.flatMap(messageOf),
    ],
    tools: toolNames(objects(json['tools']).filter(({ type }) => type === 'function')),
    counted: [contentText(instructions), ...items.flatMap(textsOf), jsonText(json['tools'])],
    unable:
      stringOrNull(json['previous_response_id']) === null && (json['conversation'] ?? null) === null
        ? undefined
        : 'it remembers no earlier response, so a request must hold the whole conversation',
  }
}

type Item = Record<string, unknown>

function messageOf({ type, role, content, output }: Item): ReadRequest['messages'] {
  if (type === 'function_call_output') return [{ role: 'tool', text: contentText(output) }]
  if (type === 'function_call') return [{ role: 'assistant', text: '' }]
  // Others, such as the reasoning, are no words of anybody's.
  return typeof role === 'string' ? [{ role, text: contentText(content) }] : []
}

const textsOf = ({ type, content, output, name, arguments: args }: Item): string[] =>
  type === 'function_call'
    ? [contentText(name), contentText(args)]
    : [contentText(content), contentText(output)]

function answer({ id, reply, tokens, json }: AnswerContext) {
  return response({ id, json }, 'completed', [outputItem(id, reply)], {
    input_tokens: tokens.input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: tokens.input + tokens.output,
  })
}

function events(context: AnswerContext): string[] {
  const { id, reply } = context
  const item = outputItem(id, reply)
  const begun = response(context, 'in_progress', [], null)
  const stream = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...(item.type === 'message' ? messageEvents(item) : functionCallEvents(item)),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: answer(context) },
  ]
  return stream.map((event, sequence_number) => namedEvent({ ...event, sequence_number }))
}

function messageEvents(item: ReturnType<typeof messageItem>) {
  const [part] = item.content
  const place = { item_id: item.id, output_index: 0, content_index: 0 }
  return [
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...pieces(part.text).map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: [],
    })),
    { type: 'response.output_text.done', ...place, text: part.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
  ]
}

function functionCallEvents(item: ReturnType<typeof functionCallItem>) {
  const place = { item_id: item.id, output_index: 0 }
  const { name, arguments: args } = item
  return [
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', arguments: '' },
    },
    ...pieces(args).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, name, arguments: args },
  ]
}

const outputItem = (id: string, reply: ScriptedReply) =>
  'tool' in reply ? functionCallItem(id, reply) : messageItem(id, reply.text)

const messageItem = (id: string, text: string) => ({
  id: `msg_${id}`,
  type: 'message' as const,
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }] as const,
})

const functionCallItem = (id: string, reply: { tool: string; arguments: object }) => ({
  id: `fc_${id}`,
  type: 'function_call' as const,
  status: 'completed',
  call_id: `call_${id}`,
  name: reply.tool,
  arguments: JSON.stringify(reply.arguments),
})

/** Settings come back as they were asked for, or as OpenAI's defaults. */
function response(
  { id, json }: Pick<AnswerContext, 'id' | 'json'>,
  status: string,
  output: object[],
  usage: object | null,
) {
  return {
    id: `resp_${id}`,
    object: 'response',
    // No clock time, so that the same call is answered with the same bytes.
    created_at: 0,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: json['instructions'] ?? null,
    max_output_tokens: json['max_output_tokens'] ?? null,
    max_tool_calls: json['max_tool_calls'] ?? null,
    model: MODEL,
    output,
    parallel_tool_calls: json['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: json['store'] ?? true,
    temperature: json['temperature'] ?? 1,
    text: json['text'] ?? { format: { type: 'text' } },
    tool_choice: json['tool_choice'] ?? 'auto',
    tools: json['tools'] ?? [],
    top_logprobs: 0,
    top_p: json['top_p'] ?? 1,
    truncation: json['truncation'] ?? 'disabled',
    usage,
    user: null,
    metadata: json['metadata'] ?? {},
  }
}
