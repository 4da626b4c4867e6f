import * as fc from 'fast-check'
import { cl100k_base } from 'gpt-tokenizer/modelsMap'
import { expect, test } from 'vitest'
import { MAX_CHARACTERS, countTokens, encodingOf } from '../../src/estimate/count-tokens.ts'

const LETTERS = Array.from({ length: 4000 }, (_, index) =>
  String.fromCodePoint(97 + ((index * 7919) % 26)),
).join('')
const BASE64 = Buffer.from(
  Array.from({ length: 6000 }, (_, index) => (index * index * 31 + 7 * index) % 256),
).toString('base64')

// Source of all numbers: OpenAI's tiktoken (its Rust code, npm package tiktoken 1.0.22).
test.each([
  ['', 0, 0],
  ['hello world', 2, 2],
  ['antidisestablishmentarianism', 6, 6],
  ['2 + 2 = 4', 7, 7],
  ['お誕生日おめでとう', 8, 9],
  ['Größe: 12 µm — naïve café ☕', 13, 13],
  ['👩‍👩‍👧‍👦 🇩🇪', 15, 24],
  ['function add(a, b) {\n  return a + b\n}\n', 14, 14],
  ['\n\n\n   \t x', 3, 3],
  ['{"student":{"id":12345,"name":"Ada","grades":[1.0,2.3]}}', 23, 23],
  ['<|endoftext|> x', 8, 8],
])('of a text, tokens are those of tiktoken: %j', async (text, o200k, cl100k) => {
  expect(await countTokens('o200k_base', [text])).toBe(o200k)
  expect(await countTokens('cl100k_base', [text])).toBe(cl100k)
})

test('base64 is not cut: its words are short', async () => {
  expect(await countTokens('o200k_base', [BASE64])).toBe(5369)
  expect(await countTokens('cl100k_base', [BASE64])).toBe(5646)
})

test.each([
  ['letters', LETTERS, 2308, 100],
  ['capitals', 'ABCDEFGH'.repeat(500), 1000, 100],
  ['another script', '学生の成績を管理する'.repeat(400), 2800, 100],
  ['a line', '='.repeat(5000), 78, 400],
  ['spaces', `a${' '.repeat(5000)}b`, 42, 400],
  ['line ends', '\n'.repeat(3000), 188, 400],
])(
  'text without a break is counted in pieces, off by a token for each at most: %s',
  async (_, text, whole, piece) => {
    const pieces = await countTokens('o200k_base', [text])
    expect(Math.abs(pieces! - whole)).toBeLessThanOrEqual(text.length / piece)
  },
)

test('no text is off by more than one token for each cut, and none without a cut', async () => {
  const { countTokens: uncut } = await import('gpt-tokenizer/encoding/o200k_base')
  const wordOf = (letters: string, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...letters.split('')), maxLength })
  const words = fc.array(
    fc.oneof(
      wordOf('etaoinshrdlu', 700),
      wordOf('学生の成績を管理する', 300),
      wordOf('-=_.#/', 900),
      wordOf(' \n', 900),
      wordOf('0123456789', 300),
    ),
    { maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(words, async (all) => {
      const text = all.join('')
      const cuts = 2 * (text.match(/[\p{L}\p{M}]{100}|[^\s\p{L}\p{N}]{400}|\s{400}/gu)?.length ?? 0)
      const tokens = await countTokens('o200k_base', [text])
      expect(Math.abs(tokens! - uncut(text))).toBeLessThanOrEqual(cuts)
    }),
    { numRuns: 60 },
  )
})

test('no emoji and no rare letter is cut in two', async () => {
  const text = '𝒜'.repeat(2000)
  // Half of a surrogate pair would be a replacement character of other bytes.
  expect(await countTokens('o200k_base', [text])).toBe(2000 * (await countTokens('o200k_base', ['𝒜']))!)
})

test('texts are counted each by itself', async () => {
  const anything = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(anything, async (texts) => {
      const each = await Promise.all(texts.map((text) => countTokens('o200k_base', [text])))
      expect(await countTokens('o200k_base', texts)).toBe(each.reduce((a, b) => a! + b!, 0))
      const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      expect(await countTokens('o200k_base', texts)).toBeLessThanOrEqual(bytes)
    }),
    { numRuns: 25 },
  )
})

test('one text after another takes as many tokens as both, or fewer or more by those at their border', async () => {
  const words = fc
    .array(fc.constantFrom('Ada', ' grades', ' 12', 'é', '\n', '  ', '{"', '":', '学生', '😀'), {
      maxLength: 60,
    })
    .map((all) => all.join(''))
  await fc.assert(
    fc.asyncProperty(words, words, async (a, b) => {
      const both = await countTokens('o200k_base', [a + b])
      expect(Math.abs(both! - (await countTokens('o200k_base', [a, b]))!)).toBeLessThanOrEqual(3)
    }),
    { numRuns: 100 },
  )
})

test('what is longer than any model reads is not counted', async () => {
  expect(await countTokens('o200k_base', ['x'.repeat(MAX_CHARACTERS + 1)])).toBeNull()
})

test('others have their turn while a long text is counted', async () => {
  const order: string[] = []
  const counting = countTokens('o200k_base', [`${BASE64} `.repeat(20)]).then(() => order.push('counted'))
  const others = countTokens('o200k_base', ['hello']).then(() => order.push('another'))
  await Promise.all([counting, others])
  expect(order).toEqual(['another', 'counted'])
})

test('a model of OpenAI has its own encoding, and any other a stand-in', () => {
  // Those that answer calls; the rest of the list are models of before the chat.
  for (const model of cl100k_base.filter((name) => /^(gpt|text-embedding)-/.test(name)))
    expect(encodingOf(model)).toEqual({ name: 'cl100k_base', isStandIn: false })
  for (const model of ['gpt-4o', 'gpt-4o-mini-2024-07-18', 'gpt-4.1', 'gpt-5.2', 'o3-mini', 'openai/gpt-4o'])
    expect(encodingOf(model)).toEqual({ name: 'o200k_base', isStandIn: false })
  for (const model of ['claude-sonnet-4-5', 'meta-llama/llama-3.3-70b', 'opus', null])
    expect(encodingOf(model)).toEqual({ name: 'o200k_base', isStandIn: true })
  expect(encodingOf('openai/gpt-4')).toEqual({ name: 'cl100k_base', isStandIn: false })
})
