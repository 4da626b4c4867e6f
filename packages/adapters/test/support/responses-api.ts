import type { ScriptedReply } from '@genai-devbench/schema'
import * as z from 'zod'

/** Of OpenAI's Responses API, what frameworks were seen to use of it: whole answers, calls of functions. */
const ResponsesRequest = z.object({
  model: z.string(),
  input: z.array(
    z.object({
      type: z.string().optional(),
      role: z.string().optional(),
      content: z.array(z.object({ text: z.string() })).optional(),
      output: z.array(z.object({ text: z.string() })).optional(),
    }),
  ),
  tools: z.array(z.object({ type: z.literal('function'), name: z.string() })).optional(),
  temperature: z.number().optional(),
})

/** The same request in the form of the chat completions. */
export function asChatRequest(body: unknown) {
  const { model, input, tools, temperature } = ResponsesRequest.parse(body)
  return {
    model,
    temperature,
    messages: input.map(({ type, role, content, output }) =>
      type === 'function_call_output'
        ? { role: 'tool', content: output ?? null }
        : { role: role ?? 'assistant', content: content ?? null },
    ),
    tools: tools?.map(({ name }) => ({ function: { name } })),
  }
}

export function responseOf(reply: ScriptedReply, id: number): string {
  const item =
    'text' in reply
      ? {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: reply.text, annotations: [] }],
        }
      : {
          type: 'function_call',
          call_id: `call_${id}`,
          name: reply.tool,
          arguments: JSON.stringify(reply.arguments),
        }
  return JSON.stringify({
    id: `r${id}`,
    object: 'response',
    created_at: 1,
    model: 'm',
    status: 'completed',
    output: [{ id: `i${id}`, status: 'completed', ...item }],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 10,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 110,
    },
  })
}
