import { describe, expect, test } from 'vitest'
import { answerReader } from '../../src/answer/answer-reader.ts'
import type { WireApi } from '../../src/apis/wire-api.ts'
import { openAiChat } from '../../src/apis/openai-chat.ts'
import { HeardText } from '../../src/estimate/heard-text.ts'
import { MAX_CHARACTERS } from '../../src/estimate/count-tokens.ts'
import { DONE, EVENTS, USAGE_EVENT } from '../support/upstream.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'

const delta = (content: string, index = 0) =>
  Buffer.from(`data: ${JSON.stringify({ choices: [{ index, delta: { content } }] })}\n\n`)

const readerOf = (api: WireApi, type = 'text/event-stream') =>
  answerReader(api, type, '', { isStreamAsked: true, hideUsage: false })

describe('of a stream', () => {
  test('each piece counts once, wherever its chunks end, until its usage comes', () => {
    const bytes = Buffer.from(EVENTS.join(''))
    for (let at = 0; at <= bytes.length; at += 7) {
      const reader = readerOf(openAiChat)
      reader.push(bytes.subarray(0, at))
      reader.push(bytes.subarray(at))
      expect(reader.written()).toEqual(['Hé 😀'])
      reader.push(Buffer.from(USAGE_EVENT + DONE))
      expect(reader.written()).toEqual([])
    }
  })

  test.each([
    ['a streamed chat completion that calls a tool', ['bash{"usage":{"prompt_tokens":1,"é😀":1}}']],
    ['a streamed response of a server that counts no tokens', ['Thinking é.', 'Hé 😀']],
    [
      'a streamed response with reasoning, text and a call of a tool',
      ['Thinking é.', 'Hé 😀', 'bash{"command":"echo \\"usage\\""}'],
    ],
    [
      'a streamed message whose end states its output alone',
      ['Hm é.', 'Hé 😀', 'bash{"usage":{"output_tokens":1},"error":"é"}'],
    ],
    ['a streamed image, which comes in parts', []],
  ])('each part is put together: %s', (title, parts) => {
    const { api, answer } = WIRE_CASES.find((one) => one.title === title)!
    const heard = new HeardText(api.texts)
    for (const event of answer.kind === 'streamed' ? answer.events : []) heard.hear(Buffer.from(event))
    expect(heard.texts()).toEqual(parts)
  })

  test('answers side by side are told apart', () => {
    const heard = new HeardText(openAiChat.texts)
    for (const [content, index] of [
      ['Hel', 0],
      ['Good', 1],
      ['lo', 0],
      ['bye', 1],
    ] as const)
      heard.hear(delta(content, index))
    expect(heard.texts()).toEqual(['Hello', 'Goodbye'])
  })

  test('a long one is read while it comes, and one that is too long to count is given up', () => {
    const heard = new HeardText(openAiChat.texts)
    const piece = 'word '.repeat(20_000)
    let pieces = 0
    for (; pieces * piece.length <= MAX_CHARACTERS - piece.length; pieces++) heard.hear(delta(piece))
    expect(heard.texts().join('').length).toBe(pieces * piece.length)
    heard.hear(delta(piece))
    expect(heard.texts()).toEqual([])
    heard.hear(delta('later'))
    expect(heard.texts()).toEqual([])
  })
})

test.each([
  ['a chat completion that refuses and wrote to a cache', ['I will not.']],
  [
    'a response with reasoning, text and a call of a tool',
    ['bash', '{"command":"echo \\"usage\\""}', 'Hé 😀', 'Thinking é.'],
  ],
  ['a response that refuses', ['I will not.']],
  [
    'a message with thinking, text and a call of a tool',
    ['Hm é.', 'Hé 😀', 'bash', '{"usage":{"output_tokens":1},"error":"é"}'],
  ],
  ['a message that refuses, of a model that used no cache and says nothing of thinking', []],
])('of a whole answer, words, thoughts and calls of tools are text: %s', (title, texts) => {
  const { api, answer } = WIRE_CASES.find((one) => one.title === title)!
  const json = answer.kind === 'plain' ? answer.json : {}
  const read = (value: object) => {
    const reader = readerOf(api, 'application/json')
    reader.push(Buffer.from(JSON.stringify(value)))
    reader.end()
    return reader.written()
  }
  expect(read({ ...json, usage: undefined }).toSorted()).toEqual(texts.toSorted())
  // The provider's own count makes them needless.
  expect(read(json)).toEqual([])
})
