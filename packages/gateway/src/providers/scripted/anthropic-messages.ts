import type { ScriptedReply } from '@genai-devbench/schema'
import { stringOrNull } from '../../json/json.ts'
import { type AnswerContext, MODEL, type ReadRequest, type ScriptedApi } from './scripted-api.ts'
import { contentText, jsonText, namedEvent, objects, pieces, toolNames } from './text.ts'

/**
 * Anthropic's Messages API.
 * Source: Anthropic API reference, "Create a Message" and "Streaming Messages".
 */
export const scriptedMessages: ScriptedApi = { read, answer, events }

function read(json: Record<string, unknown>): ReadRequest {
  const messages = objects(json['messages'])
  const system = contentText(json['system'])
  return {
    messages: [...(system === '' ? [] : [{ role: 'system', text: system }]), ...messages.flatMap(messagesOf)],
    tools: toolNames(objects(json['tools'])),
    counted: [system, ...messages.flatMap(textsOf), jsonText(json['tools'])],
  }
}

/** What tools returned are messages of their own, as in the other APIs, before what the user says with them. */
function messagesOf({ role, content }: Record<string, unknown>): ReadRequest['messages'] {
  const results = toolResults(content)
  const text = contentText(content)
  return [
    ...results.map((result) => ({ role: 'tool', text: result })),
    ...(results.length > 0 && text === '' ? [] : [{ role: stringOrNull(role) ?? '', text }]),
  ]
}

const toolResults = (content: unknown): string[] =>
  objects(content)
    .filter(({ type }) => type === 'tool_result')
    .map((block) => contentText(block['content']))

const textsOf = ({ content }: Record<string, unknown>): string[] => [
  contentText(content),
  ...toolResults(content),
  ...objects(content)
    .filter(({ type }) => type === 'tool_use')
    .flatMap(({ name, input }) => [contentText(name), jsonText(input)]),
]

function answer({ id, reply, tokens }: AnswerContext) {
  return message(id, blocks(id, reply), stopReason(reply), usage(tokens.input, tokens.output))
}

function events({ id, reply, tokens }: AnswerContext): string[] {
  // At its beginning a stream states one token of output; the usage at its end is the whole.
  const begun = message(id, [], null, usage(tokens.input, 1))
  return [
    { type: 'message_start', message: begun },
    ...blocks(id, reply).flatMap((block) => [
      { type: 'content_block_start', index: 0, content_block: emptied(block) },
      { type: 'ping' },
      ...deltas(block).map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
      { type: 'content_block_stop', index: 0 },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: usage(tokens.input, tokens.output),
    },
    { type: 'message_stop' },
  ].map(namedEvent)
}

type Block =
  | { type: 'text'; text: string; citations: null }
  | { type: 'tool_use'; id: string; name: string; input: object }

/** There is no block for a text of nothing. */
function blocks(id: string, reply: ScriptedReply): Block[] {
  if ('tool' in reply) {
    return [{ type: 'tool_use', id: `toolu_${id}`, name: reply.tool, input: reply.arguments }]
  }
  return reply.text === '' ? [] : [{ type: 'text', text: reply.text, citations: null }]
}

const emptied = (block: Block): Block =>
  block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} }

const deltas = (block: Block) =>
  block.type === 'text'
    ? pieces(block.text).map((text) => ({ type: 'text_delta', text }))
    : ['', ...pieces(JSON.stringify(block.input))].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))

const stopReason = (reply: ScriptedReply) => ('tool' in reply ? 'tool_use' : 'end_turn')

const message = (id: string, content: Block[], stop_reason: string | null, counted: object) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content,
  stop_reason,
  stop_sequence: null,
  usage: counted,
})

const usage = (input_tokens: number, output_tokens: number) => ({
  input_tokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens,
  output_tokens_details: { thinking_tokens: 0 },
})
