import { isObject } from '../json/json.ts'
import { type ApiTexts, REPLY_OVERHEAD, RequestTexts, objectsIn, textsAmong, typeOf } from './api-texts.ts'

/**
 * Definitions of tools count as their JSON; OpenAI writes them in a form of its own, which is a little shorter.
 * Source: OpenAI cookbook, "How to count tokens with tiktoken".
 */
export const chatTexts: ApiTexts = {
  read(request) {
    const read = new RequestTexts()
    if (!Array.isArray(request['messages'])) read.cannotRead('no list of messages')
    read.overhead += REPLY_OVERHEAD
    for (const message of objectsIn(request['messages'])) readMessage(read, message)
    for (const tool of objectsIn(request['tools'])) {
      const definition = tool['function'] ?? tool['custom']
      if (isObject(definition)) read.json(definition)
      else read.cannotRead(`a tool of type ${typeOf(tool)}`)
    }
    for (const definition of objectsIn(request['functions'])) read.json(definition)
    const format = request['response_format']
    if (isObject(format)) read.json(format['json_schema'])
    if (request['web_search_options'] !== undefined) read.cannotRead('web_search_options')
    return read
  },
  written: (answer) => objectsIn(answer['choices']).flatMap(({ message }) => messageTexts(message)),
  writtenIn: (event) =>
    objectsIn(event['choices']).flatMap(({ index, delta }) =>
      messageTexts(delta).map((text) => [index, text] as const),
    ),
}

function readMessage(read: RequestTexts, message: Record<string, unknown>): void {
  read.message(message['role'])
  if (typeof message['name'] === 'string') {
    read.overhead += 1
    read.text(message['name'])
  }
  read.content(message['content'], ({ type, text, refusal }) => {
    read.text(type === 'refusal' ? refusal : text)
    return type === 'text' || type === 'refusal'
  })
  if (isObject(message['audio'])) read.cannotRead('a message of sound')
  for (const text of callTexts(message)) read.text(text)
}

/** Of a whole message, or of what an event adds to one. The second name of the reasoning is that of vLLM and OpenRouter. */
function messageTexts(message: unknown): string[] {
  if (!isObject(message)) return []
  const reasoning = message['reasoning_content'] ?? message['reasoning']
  return textsAmong([reasoning, message['content'], message['refusal'], ...callTexts(message)])
}

function callTexts({ tool_calls: calls, function_call: older }: Record<string, unknown>): unknown[] {
  return [...objectsIn(calls).map((call) => call['function'] ?? call['custom']), older]
    .filter(isObject)
    .flatMap(({ name, arguments: values, input }) => [name, values, input])
}
