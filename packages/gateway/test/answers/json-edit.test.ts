import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MemberEdit, setMembers } from '../../src/json/json-edit.ts'

const edit = (json: string, ...edits: MemberEdit[]) => setMembers(Buffer.from(json), edits).toString()

describe('setMembers', () => {
  test('keeps every byte but those of the value that is set', () => {
    const json = '{ "id" : 12345678901234567890, "model"\n:\t"a" , "x":1.0e5, "s":"\\u00e9\\"model\\":" }'
    expect(edit(json, { path: ['model'], value: 'b' })).toBe(json.replace('"a"', '"b"'))
  })

  test('adds what is missing, also to an empty object', () => {
    expect(edit('{"a":1}', { path: ['seed'], value: 4 }, { path: ['model'], value: 'm' })).toBe(
      '{"seed":4,"model":"m","a":1}',
    )
    expect(edit(' { } ', { path: ['seed'], value: 4 })).toBe(' {"seed":4 } ')
  })

  test('sets a nested member and keeps its neighbours', () => {
    const path = ['o', 'x'] as const
    expect(edit('{"o":{"y":1.50,"x":false}}', { path, value: true })).toBe('{"o":{"y":1.50,"x":true}}')
    expect(edit('{"o":null}', { path, value: true })).toBe('{"o":{"x":true}}')
    expect(edit('{"a":[{"o":1}]}', { path, value: true })).toBe('{"o":{"x":true},"a":[{"o":1}]}')
  })

  test('sets each occurrence of a repeated key, and a key written with escapes', () => {
    expect(edit('{"m":1,"m":[2,{"m":3}]}', { path: ['m'], value: 9 })).toBe('{"m":9,"m":9}')
    expect(edit('{"\\u006d":1}', { path: ['m'], value: 9 })).toBe('{"\\u006d":9}')
  })

  test('leaves bytes that are no UTF-8 as they are', () => {
    const json = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xe2, 0x82]),
      Buffer.from('","m":1}'),
    ])
    const set = setMembers(json, [{ path: ['m'], value: 2 }])
    expect(set.subarray(0, 9)).toEqual(json.subarray(0, 9))
    expect(set.at(-2)).toBe('2'.charCodeAt(0))
  })

  test('means what assigning to the parsed object means, for any object, value and white space', () => {
    const key = fc.constantFrom('model', 'seed', 'a"b', 'é', '\\', '')
    const object = fc.dictionary(key, fc.jsonValue({ depthSize: 'small' }), { noNullPrototype: true })
    fc.assert(
      fc.property(object, key, fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, name, to, indent) => {
        const changed = JSON.parse(edit(JSON.stringify(value, null, indent), { path: [name], value: to }))
        expect(changed).toEqual(JSON.parse(JSON.stringify({ ...value, [name]: to })))
      }),
      { numRuns: 500 },
    )
  })
})
