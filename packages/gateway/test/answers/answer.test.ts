import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerReader } from '../../src/answer/answer-reader.ts'
import { openAiChat } from '../../src/apis/openai-chat.ts'
import type { WireApi } from '../../src/apis/wire-api.ts'
import { cut } from '../support/cut.ts'
import { COMPLETION, DONE, EVENTS, USAGE_EVENT } from '../support/upstream.ts'
import { WIRE_CASES } from '../support/wire/cases.ts'

const read = (
  contentType: string,
  chunks: Buffer[],
  hideUsage = false,
  encoding = '',
  api: WireApi = openAiChat,
) => {
  const reader = answerReader(api, contentType, encoding, { isStreamAsked: false, hideUsage })
  const passed = [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]
  return { facts: reader.facts, passed: Buffer.concat(passed).toString() }
}

const STREAM = [...EVENTS, USAGE_EVENT, DONE].join('')
const FACTS = {
  model: 'gpt-4o-mini-2024-07-18',
  finishReasons: ['stop'],
  usage: { input: 1200, output: 34, cached: 1000, cacheWrite: 0, reasoning: 20 },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}

describe('a streamed answer', () => {
  test.each([
    ['as it is', STREAM],
    ['with CRLF', STREAM.replaceAll('\n', '\r\n')],
    ['without [DONE]', STREAM.replace(DONE, '')],
    ['without the last empty line', [...EVENTS, USAGE_EVENT].join('').trimEnd()],
    ['with spaces in its JSON', STREAM.replaceAll('":', '" : ')],
  ])('is read the same wherever its chunks end: %s', (_name, stream) => {
    const bytes = Buffer.from(stream)
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 200 })), fc.boolean(), (sizes, hideUsage) => {
        const { facts, passed } = read('text/event-stream', cut(bytes, sizes), hideUsage)
        expect(facts).toEqual(FACTS)
        expect(passed === stream).toBe(!hideUsage)
        expect(passed.includes('prompt_tokens')).toBe(!hideUsage)
      }),
      { numRuns: 300 },
    )
  })

  test('loses the event of the usage, and nothing else, where the client did not ask for it', () => {
    const bytes = Buffer.from(STREAM)
    for (let at = 0; at <= bytes.length; at++) {
      const { passed } = read('text/event-stream', [bytes.subarray(0, at), bytes.subarray(at)], true)
      expect(passed).toBe([...EVENTS, DONE].join(''))
    }
  })

  test('keeps an event without choices that is not the usage', () => {
    const filter = 'data: {"choices":[],"prompt_filter_results":[],"usage":null}\n\n'
    expect(read('text/event-stream', [Buffer.from(filter + STREAM)], true).passed).toContain(filter)
  })

  test('takes the last of several running totals', () => {
    const [first, second] = [1, 2].map(
      (n) => `data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":5,"completion_tokens":${n}}}\n\n`,
    )
    const { facts } = read('text/event-stream', [Buffer.from(`${first}${second}${DONE}`)])
    expect(facts.usage).toEqual({ input: 5, output: 2, cached: null, cacheWrite: 0, reasoning: null })
  })

  test('states the error that comes in the middle of it', () => {
    const { facts } = read('text/event-stream', [
      Buffer.from(`${EVENTS[0]}data: {"error":{"message":"overloaded"}}\n\n`),
    ])
    expect(facts.error).toBe('overloaded')
  })

  test('is not misled by text that looks like usage', () => {
    const text = JSON.stringify({
      choices: [{ delta: { content: '"usage":{"prompt_tokens":1,"completion_tokens":1}' } }],
    })
    expect(read('text/event-stream', [Buffer.from(`data: ${text}\n\n`)], true)).toMatchObject({
      facts: { usage: null },
      passed: `data: ${text}\n\n`,
    })
  })
})

describe('a plain answer', () => {
  test('is read and passes unchanged', () => {
    const body = JSON.stringify(COMPLETION, null, 2)
    const { facts, passed } = read(
      'application/json',
      cut(
        Buffer.from(body),
        Array.from({ length: 1000 }, () => 7),
      ),
      true,
    )
    expect(facts).toEqual(FACTS)
    expect(passed).toBe(body)
  })

  test.each(['', 'not json', '[]', '{"usage":[]}', '{"choices":{}}'])('that is %j has no usage', (body) => {
    expect(read('application/json', [Buffer.from(body)])).toMatchObject({
      facts: { usage: null, model: null },
      passed: body,
    })
  })

  test('in an unknown form of usage says so', () => {
    const { facts } = read('application/json', [
      Buffer.from('{"usage":{"prompt_tokens":-1,"completion_tokens":2}}'),
    ])
    expect(facts).toMatchObject({
      usage: null,
      usageProblem: 'the provider reported its usage in an unknown form',
    })
  })

  test('that is compressed says why its usage is unknown', () => {
    const { facts, passed } = read('text/event-stream', [Buffer.from('zzz')], true, 'gzip')
    expect(facts.usageProblem).toContain('compressed (gzip)')
    expect(passed).toBe('zzz')
  })
})

const STREAMS = WIRE_CASES.flatMap(({ title, api, answer, facts }) =>
  answer.kind === 'streamed' ? [{ title, api, events: answer.events, facts }] : [],
)
const FORMS: ((events: string[]) => string)[] = [
  (events) => events.join(''),
  (events) => events.join('').replaceAll('\n', '\r\n'),
  (events) => events.join('').replaceAll('\n', '\r'),
  (events) => events.map((event) => `: keep-alive "usage" \n\n${event}`).join(''),
  // A comment inside an event, and names and numbers that are not asked for.
  (events) => events.map((event) => `:\nid: 1\nretry: 5\n${event}`).join(''),
  (events) => events.map((event) => event.replace(/^data: /m, 'data:')).join(''),
  (events) => events.filter((event) => event !== DONE).join(''),
  (events) => events.join('').trimEnd(),
  (events) => `\uFEFF${events.join('')}`,
]

describe('a stream of any API', () => {
  test.each(STREAMS)(
    'tells the same, and passes as it is, wherever its chunks end: $title',
    ({ api, events, facts }) => {
      const sizes = fc.infiniteStream(
        fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2000 })),
      )
      fc.assert(
        fc.property(fc.constantFrom(...FORMS), sizes, (form, cuts) => {
          const bytes = Buffer.from(form(events))
          const answer = read('text/event-stream', cut(bytes, cuts), false, '', api)
          expect(answer.facts).toEqual(facts)
          expect(answer.passed === bytes.toString()).toBe(true)
        }),
        { numRuns: 200 },
      )
    },
  )

  test.each(STREAMS)('that breaks off anywhere tells nothing that the whole does not: $title', (stream) => {
    const bytes = Buffer.from(stream.events.join(''))
    const whole = stream.facts
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
        const start = bytes.subarray(0, length)
        const { facts, passed } = read('text/event-stream', [start], false, '', stream.api)
        expect([null, whole.model]).toContain(facts.model)
        expect([null, whole.error]).toContain(facts.error)
        expect([[], whole.finishReasons]).toContainEqual(facts.finishReasons)
        if (!facts.isUsageSoFar) expect([null, whole.usage]).toContainEqual(facts.usage)
        expect(passed).toBe(start.toString())
      }),
      { numRuns: 200 },
    )
  })
})

describe('a plain answer of any API', () => {
  const plain = WIRE_CASES.flatMap(({ title, api, answer, facts }) =>
    answer.kind === 'plain' ? [{ title, api, json: answer.json, facts }] : [],
  )
  test.each(plain)('tells the same wherever its chunks end: $title', ({ api, json, facts }) => {
    const sizes = fc.infiniteStream(fc.integer({ min: 0, max: 3000 }))
    fc.assert(
      fc.property(sizes, fc.constantFrom(0, 1, 4), (cuts, indent) => {
        const bytes = Buffer.from(JSON.stringify(json, null, indent))
        const answer = read('application/json', cut(bytes, cuts), false, '', api)
        expect(answer.facts).toEqual(facts)
        expect(answer.passed === bytes.toString()).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
