import { isObject } from '../json/json.ts'
import { type ApiTexts, REPLY_OVERHEAD, RequestTexts, objectsIn, textsAmong, typeOf } from './api-texts.ts'

/** Counted as for OpenAI's models: Anthropic publishes neither its tokenizer nor how it joins messages. */
export const messagesTexts: ApiTexts = {
  read(request) {
    const read = new RequestTexts()
    if (!Array.isArray(request['messages'])) read.cannotRead('no list of messages')
    read.overhead += REPLY_OVERHEAD
    if (request['system'] !== undefined) {
      read.message('system')
      read.content(request['system'], (block) => readBlock(read, block))
    }
    for (const { role, content } of objectsIn(request['messages'])) {
      read.message(role)
      read.content(content, (block) => readBlock(read, block))
    }
    for (const tool of objectsIn(request['tools'])) {
      // Tools of a dated type are Anthropic's own, with a definition that is not in the request.
      if (isObject(tool['input_schema'])) read.json(definitionOf(tool))
      else read.cannotRead(`a tool of type ${typeOf(tool)}`)
    }
    return read
  },
  written: (answer) => objectsIn(answer['content']).flatMap(blockTexts),
  writtenIn({ index, content_block: begun, delta }) {
    const texts = isObject(begun) ? [begun['name'], begun['text']] : []
    if (isObject(delta)) texts.push(delta['thinking'], delta['text'], delta['partial_json'])
    return textsAmong(texts).map((text) => [index, text])
  },
}

function readBlock(read: RequestTexts, block: Record<string, unknown>): boolean {
  switch (block['type']) {
    case 'text':
    case 'thinking':
    case 'tool_use':
      for (const text of blockTexts(block)) read.text(text)
      return true
    case 'tool_result':
      read.content(block['content'], (part) => readBlock(read, part))
      return true
    default:
      return false
  }
}

const blockTexts = ({ thinking, text, name, input }: Record<string, unknown>): string[] =>
  textsAmong([thinking, text, name, isObject(input) ? JSON.stringify(input) : undefined])

const definitionOf = ({ name, description, input_schema }: Record<string, unknown>) => ({
  name,
  description,
  input_schema,
})
