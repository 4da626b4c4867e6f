import { expect, test } from 'vitest'
import { countTokens } from '../src/estimate/count-tokens.ts'
import { answerText, requestText, streamText } from '../src/estimate/texts.ts'
import { COMPLETION, EVENTS } from './support/upstream.ts'

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const events = (...values: object[]): Buffer =>
  Buffer.from(values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join(''))

test('of a request, what the model reads counts, in each API, and no embedded file', () => {
  const parts = [
    { type: 'text', text: 'look' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
  ]
  const read = requestText(json({ model: 'm', user: 'ada', messages: [{ role: 'user', content: parts }] }))
  expect(read).toContain('look')
  expect(read).not.toMatch(/AAAA|ada/)
  const tools = [{ type: 'function', function: { name: 'write', parameters: { properties: { path: {} } } } }]
  for (const word of ['write', 'path', 'be brief', 'hello'])
    expect(requestText(json({ instructions: 'be brief', input: 'hello', tools }))).toContain(word)
  expect(requestText(Buffer.from('{"messages":'))).toBe('')
})

test('of an answer, what the model wrote counts: words, thoughts and arguments of tools', () => {
  expect(answerText(json(COMPLETION))).toBe('Hé 😀')
  const call = { type: 'function', function: { name: 'write', arguments: '{"a":1}' } }
  expect(answerText(json({ choices: [{ message: { content: null, tool_calls: [call] } }] }))).toBe('{"a":1}')
  expect(
    answerText(
      json({
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'yes' },
        ],
      }),
    ),
  ).toBe('hmyes')
  expect(answerText(Buffer.from('{"choices":[{"mess'))).toBe('')
})

test('of a stream, each piece counts once, wherever its chunks end', () => {
  const bytes = Buffer.from(EVENTS.join(''))
  for (let at = 0; at <= bytes.length; at += 7)
    expect(streamText([bytes.subarray(0, at), bytes.subarray(at)])).toBe('Hé 😀')
  const responses = events(
    { type: 'response.output_text.delta', delta: 'Hel' },
    { type: 'response.output_text.delta', delta: 'lo' },
    { type: 'response.output_text.done', text: 'Hello' },
  )
  expect(streamText([responses])).toBe('Hello')
  const messages = events(
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{}' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  )
  expect(streamText([messages])).toBe('Hi{}')
})

test('tokens are those of tiktoken', async () => {
  // Source: tiktoken 0.8.0, encoding o200k_base.
  expect(await countTokens('hello world')).toBe(2)
  expect(await countTokens('')).toBe(0)
  expect(await countTokens('Größe: 12 µm — naïve café ☕')).toBe(13)
  // Text that looks like a special token is text.
  expect(await countTokens('<|endoftext|> x')).toBe(8)
})

test('text without a break is counted in pieces, nearly as a whole', async () => {
  const text = Array.from({ length: 4000 }, (_, index) =>
    String.fromCodePoint(97 + ((index * 7919) % 26)),
  ).join('')
  const pieces = await countTokens(text)
  // Source: tiktoken 0.8.0 on the whole.
  expect(Math.abs(pieces / 2308 - 1)).toBeLessThan(0.01)
  expect(await countTokens(`${'x'.repeat(2_000_000)} ${' '.repeat(2_000_000)}`)).toBeGreaterThan(1000)
})
