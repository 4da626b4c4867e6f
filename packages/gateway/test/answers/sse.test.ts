import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventSplitter, eventData } from '../../src/http/sse.ts'
import { cut } from '../support/cut.ts'

const dataOf = (chunks: Buffer[]) => {
  const splitter = new EventSplitter()
  const events = chunks.flatMap((chunk) => splitter.push(chunk))
  const rest = splitter.rest()
  return {
    bytes: Buffer.concat([...events, rest]),
    data: [...events, rest].map(eventData).filter((data) => data !== ''),
  }
}

describe('EventSplitter', () => {
  test.each(['\n', '\r\n', '\r'])('reads events whose lines end in %j', (end) => {
    const stream = [
      'data: {"a":1}',
      '',
      ': comment',
      '',
      'event: x',
      'data:two',
      'data: lines',
      'id: 3',
      '',
      'data: last',
      '',
      '',
    ].join(end)
    expect(dataOf([Buffer.from(stream)]).data).toEqual(['{"a":1}', 'two\nlines', 'last'])
  })

  test('gives out an event with its last byte, not with the next one', () => {
    const splitter = new EventSplitter()
    expect(splitter.push(Buffer.from('data: 1\n'))).toEqual([])
    expect(splitter.push(Buffer.from('\n')).map(String)).toEqual(['data: 1\n\n'])
    expect(splitter.push(Buffer.from('data: 2\r\n\r')).map(String)).toEqual(['data: 2\r\n\r'])
    expect(splitter.push(Buffer.from('\ndata: 3\n\n')).map(eventData)).toEqual(['3'])
  })

  test('neither loses nor changes a byte, and reads the same data, wherever the chunks end', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
      fc.constantFrom(': comment', 'event: ping', 'data:', ''),
    )
    const stream = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '')))
      .map((lines) => Buffer.from(lines.flat().join('')))
    fc.assert(
      fc.property(stream, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (bytes, sizes) => {
        const whole = dataOf([bytes])
        const parts = dataOf(cut(bytes, sizes))
        expect(parts.bytes.equals(bytes)).toBe(true)
        expect(parts.data).toEqual(whole.data)
      }),
      { numRuns: 1000 },
    )
  })
})
