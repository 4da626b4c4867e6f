import type { ScriptedReply } from '@genai-devbench/schema'

/**
 * Answers in the form of OpenAI's chat completions.
 * Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object".
 */

const MODEL = 'scripted'

interface Tokens {
  input: number
  output: number
}

export function completion(id: string, reply: ScriptedReply, tokens: Tokens) {
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

/** The same as a stream: the role, the content piece by piece, the finish reason, and the usage when it is given. */
export function completionChunks(id: string, reply: ScriptedReply, tokens: Tokens | undefined) {
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
  return [
    ...deltas.map((delta) => ({
      ...chunk,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    })),
    { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason(reply) }] },
    ...(tokens === undefined ? [] : [{ ...chunk, choices: [], usage: usage(tokens) }]),
  ]
}

// `created` is no clock time, so that the same call is answered with the same bytes.
const head = (id: string, object: string) => ({ id: `chatcmpl-${id}`, object, created: 0, model: MODEL })

const toolCall = (id: string, reply: { tool: string }, argumentsJson: string) => ({
  id: `call_${id}`,
  type: 'function',
  function: { name: reply.tool, arguments: argumentsJson },
})

const finishReason = (reply: ScriptedReply) => ('tool' in reply ? 'tool_calls' : 'stop')

const usage = ({ input, output }: Tokens) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
})

/** At most 64 characters each, cut between characters and never inside one. */
const pieces = (text: string): string[] => text.match(/.{1,64}/gsu) ?? []
