import { isSameJson } from '@genai-devbench/files'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const indented = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
const compact = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const VALUE = { run: 12, reason: 'a "b": c\\', 'ke\ny': [], steps: [{ wall_ms: 1.5, usage: {} }, null, true] }

test('a value is the same written with and without indentation, whatever it is', () => {
  for (const value of [VALUE, ...fc.sample(fc.jsonValue(), { numRuns: 500, seed: 1 })]) {
    expect(isSameJson(indented(value), compact(value))).toBe(true)
    expect(isSameJson(indented(value), Buffer.concat([compact(value), Buffer.from('\n')]))).toBe(true)
  }
})

test('two values are the same only when they are equal', () => {
  const values = fc.sample(fc.jsonValue(), { numRuns: 200, seed: 2 })
  for (const [index, one] of values.entries()) {
    const other = values[(index + 1) % values.length]
    expect(isSameJson(indented(one), compact(other))).toBe(compact(one).equals(compact(other)))
  }
})

test('a text with any byte changed, cut off anywhere or with any byte added is another', () => {
  const [text, line] = [indented(VALUE), compact(VALUE)]
  for (let at = 0; at < text.length; at++) {
    const changed = Buffer.from(text)
    changed[at] = 0x78 ^ (changed[at] === 0x78 ? 1 : 0)
    expect(isSameJson(changed, line), `byte ${at}`).toBe(false)
    const added = Buffer.concat([text.subarray(0, at), Buffer.from('x'), text.subarray(at)])
    expect(isSameJson(added, line), `before byte ${at}`).toBe(false)
    // Without its last newline it still says the same.
    if (at < text.length - 1) expect(isSameJson(text.subarray(0, at), line), `${at} bytes`).toBe(false)
  }
  expect(isSameJson(Buffer.concat([text, Buffer.from('{}')]), line)).toBe(false)
  expect(isSameJson(Buffer.alloc(0), line)).toBe(false)
})
