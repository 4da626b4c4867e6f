import { isObject } from '../json/json.ts'
import { type ApiTexts, REPLY_OVERHEAD, RequestTexts, objectsIn, textsAmong, typeOf } from './api-texts.ts'

/** Counted as for chat completions: OpenAI says nothing of its own about this API. */
export const responsesTexts: ApiTexts = {
  read(request) {
    const read = new RequestTexts()
    const { instructions, input, text } = request
    for (const kept of ['previous_response_id', 'conversation', 'prompt']) {
      // What is kept at the provider is read from there.
      if (request[kept] !== undefined && request[kept] !== null) read.cannotRead(`a ${kept}`)
    }
    read.overhead += REPLY_OVERHEAD
    if (typeof instructions === 'string') {
      read.message('developer')
      read.text(instructions)
    }
    if (typeof input === 'string') read.message('user')
    read.content(input, (item) => readItem(read, item))
    for (const tool of objectsIn(request['tools'])) {
      const { type, ...definition } = tool
      if (type === 'function' || type === 'custom') read.json(definition)
      else read.cannotRead(`a tool of type ${typeOf(tool)}`)
    }
    if (isObject(text) && isObject(text['format'])) read.json(text['format']['schema'])
    return read
  },
  written: (answer) =>
    objectsIn(answer['output']).flatMap(({ name, arguments: values, input, content, summary }) => [
      ...textsAmong([name, values, input]),
      ...[...objectsIn(content), ...objectsIn(summary)].flatMap((part) =>
        textsAmong([part['text'], part['refusal']]),
      ),
    ]),
  writtenIn({ type, delta, item, output_index: part }) {
    // The beginning of an item names the tool that is called. Sound comes in base64.
    const added = type === 'response.output_item.added' && isObject(item) ? item['name'] : undefined
    const isText = String(type).endsWith('.delta') && type !== 'response.audio.delta'
    return textsAmong([added, isText ? delta : undefined]).map((text) => [part, text])
  },
}

/** One item of a conversation; a message may come without its type. */
function readItem(read: RequestTexts, item: Record<string, unknown>): boolean {
  switch (item['type'] ?? 'message') {
    case 'message':
      read.message(item['role'])
      read.content(item['content'], (part) => readText(read, part))
      return true
    case 'function_call':
    case 'custom_tool_call':
      read.message('assistant')
      for (const name of ['name', 'arguments', 'input']) read.text(item[name])
      return true
    case 'function_call_output':
    case 'custom_tool_call_output':
      read.message('tool')
      read.content(item['output'], (part) => readText(read, part))
      return true
    default:
      return false
  }
}

function readText(read: RequestTexts, { type, text, refusal }: Record<string, unknown>): boolean {
  read.text(type === 'refusal' ? refusal : text)
  return type === 'input_text' || type === 'output_text' || type === 'refusal'
}
