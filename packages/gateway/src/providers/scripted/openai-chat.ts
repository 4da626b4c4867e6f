import type { ScriptedReply } from '@genai-devbench/schema'
import { isObject, stringOrNull } from '../../json/json.ts'
import { type AnswerContext, MODEL, type ReadRequest, type ScriptedApi } from './scripted-api.ts'
import { contentText, dataEvent, jsonText, objects, pieces, toolNames } from './text.ts'

/**
 * OpenAI's chat completions.
 * Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object".
 */
export const scriptedChat: ScriptedApi = { read, answer, events }

function read(json: Record<string, unknown>): ReadRequest {
  const messages = objects(json['messages'])
  return {
    messages: messages.map((message) => ({
      role: stringOrNull(message['role']) ?? '',
      text: contentText(message['content']),
    })),
    tools: toolNames(objects(json['tools']).map((tool) => tool['function'])),
    counted: [
      ...messages.flatMap((message) => [contentText(message['content']), jsonText(message['tool_calls'])]),
      jsonText(json['tools']),
    ],
    unable: typeof json['n'] === 'number' && json['n'] > 1 ? 'it gives one choice, not n' : undefined,
  }
}

function answer({ id, reply, tokens }: AnswerContext) {
  const message =
    'tool' in reply
      ? {
          role: 'assistant',
          content: null,
          tool_calls: [toolCall(id, reply, JSON.stringify(reply.arguments))],
        }
      : { role: 'assistant', content: reply.text }
  return {
    ...head(id, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(reply) }],
    usage: usage(tokens),
  }
}

/** The role, the content piece by piece, the finish reason, and the usage when it is asked for. */
function events({ id, reply, tokens, json }: AnswerContext): string[] {
  const deltas =
    'tool' in reply
      ? [
          { role: 'assistant', content: null, tool_calls: [{ index: 0, ...toolCall(id, reply, '') }] },
          ...pieces(JSON.stringify(reply.arguments)).map((piece) => ({
            tool_calls: [{ index: 0, function: { arguments: piece } }],
          })),
        ]
      : [{ role: 'assistant', content: '' }, ...pieces(reply.text).map((content) => ({ content }))]
  const chunk = head(id, 'chat.completion.chunk')
  const options = json['stream_options']
  const withUsage = isObject(options) && options['include_usage'] === true
  const chunks = [
    ...deltas.map((delta) => ({
      ...chunk,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    })),
    { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason(reply) }] },
    ...(withUsage ? [{ ...chunk, choices: [], usage: usage(tokens) }] : []),
  ]
  return [...chunks.map(dataEvent), 'data: [DONE]\n\n']
}

// `created` is no clock time, so that the same call is answered with the same bytes.
const head = (id: string, object: string) => ({ id: `chatcmpl-${id}`, object, created: 0, model: MODEL })

const toolCall = (id: string, reply: { tool: string }, argumentsJson: string) => ({
  id: `call_${id}`,
  type: 'function',
  function: { name: reply.tool, arguments: argumentsJson },
})

const finishReason = (reply: ScriptedReply) => ('tool' in reply ? 'tool_calls' : 'stop')

const usage = ({ input, output }: AnswerContext['tokens']) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
})
