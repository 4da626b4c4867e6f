import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rewriteTexts } from '../../src/middleware/json-texts.ts'

const shout = (json: string | Buffer, leaveThoughts = false) =>
  rewriteTexts(
    Buffer.from(json),
    (text) =>
      text.includes('secret') ? { text: text.replaceAll('secret', 'S'), note: text.length } : undefined,
    leaveThoughts,
  )

describe('texts of a request', () => {
  test('are rewritten where they stand, and every other byte stays', () => {
    const json =
      '{ "id" : 12345678901234567890,\n"messages":[{"role":"user","content":"a \\u0073ecret é"},\t{"x":1.0e5}] }'
    const { json: rewritten, edits } = shout(json)
    expect(rewritten.toString()).toBe(json.replace('"a \\u0073ecret é"', '"a S é"'))
    expect(edits).toMatchObject([{ path: 'messages.0.content', note: 10 }])
  })

  test('that stay leave the very bytes, also such as are no UTF-8', () => {
    const json = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xe2, 0x82]),
      Buffer.from('","b":"fine"}'),
    ])
    expect(shout(json).json.equals(json)).toBe(true)
  })

  test.each([
    ['keys', '{"secret":1}'],
    ['the model', '{"model":"secret"}'],
    ['what something is', '{"messages":[{"type":"secret","role":"secret"}]}'],
    ['an image', `{"url":"data:image/png;base64,secret${'A'.repeat(300)}"}`],
    ['numbers and the rest', '[1,null,true,{}]'],
  ])('are not: %s', (_what, json) => {
    expect(shout(json)).toEqual({ json: Buffer.from(json), edits: [] })
  })

  test.each([
    ['{"input":{"model":"secret"}}', 'input.model'],
    ['{"messages":[{"role":"the secret role"}]}', 'messages.0.role'],
    ['{"a":[[],{"b":["x","secret"]}]}', 'a.1.b.1'],
    ['{"input":{"signature":"f()","doc":"secret"}}', 'input.doc'],
    ['{"a\\"b":"secret"}', 'a"b'],
  ])('are, with their place: %s', (json, path) => {
    expect(shout(json).edits.map((edit) => edit.path)).toEqual([path])
  })

  test('are thoughts too, but not where they would be sent back changed', () => {
    const json = '{"content":[{"thinking":"secret","signature":"x","type":"thinking"},{"text":"secret"}]}'
    expect(shout(json).edits.map(({ path }) => path)).toEqual(['content.0.thinking', 'content.1.text'])
    expect(shout(json, true).edits.map(({ path }) => path)).toEqual(['content.1.text'])
  })

  test('are found however deep they are', () => {
    const depth = 100_000
    const json = `${'['.repeat(depth)}"secret"${']'.repeat(depth)}`
    expect(shout(json).json.toString()).toBe(json.replace('secret', 'S'))
  })

  test('are those of the parsed value, for any value and white space', () => {
    const rewritten = (value: unknown): unknown => {
      if (typeof value === 'string') return `${value}!`
      if (Array.isArray(value)) return value.map(rewritten)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewritten(item)]))
    }
    const key = fc.constantFrom('a', 'b"', '\\', 'é', '')
    const { value: any } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(fc.array(any), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const { json } = rewriteTexts(
          Buffer.from(JSON.stringify(value, null, indent)),
          (text) => ({
            text: `${text}!`,
            note: undefined,
          }),
          false,
        )
        expect(JSON.parse(json.toString())).toEqual(rewritten(value))
      }),
      { numRuns: 300 },
    )
  })
})
