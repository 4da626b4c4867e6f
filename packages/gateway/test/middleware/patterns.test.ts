import { KNOWN_PATTERNS, type KnownPattern } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { linearPattern } from '../../src/middleware/linear-pattern.ts'
import { matchesIn, replaceMatches } from '../../src/middleware/matches.ts'
import { namedPatterns } from '../../src/middleware/patterns.ts'

const masked = async (text: string, ...patterns: Parameters<typeof namedPatterns>[0]) =>
  replaceMatches(text, matchesIn(text, await namedPatterns(patterns)), (name) => `[${name}]`)

const letters = (count: number) => 'aB3'.repeat(count).slice(0, count)
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA+/=\n'.repeat(9)}-----END RSA PRIVATE KEY-----`

// Put together here, so that nothing in this file has the shape of a real key.
const FOUND: Record<KnownPattern, string[]> = {
  api_key: [
    `sk-${letters(48)}`,
    `sk-proj-${letters(40)}-_${letters(20)}`,
    `sk-ant-api03-${letters(93)}AA`,
    ['AKIA', 'ABCDEFGH2345WXYZ'].join(''),
    `AIza${letters(35)}`,
    `ghp_${letters(36)}`,
    `github_pat_${letters(22)}_${letters(59)}`,
    `glpat-${letters(20)}`,
    `hf_${letters(34)}`,
    `xoxb-1234567890-${letters(24)}`,
    `sk_live_${letters(24)}`,
    `npm_${letters(36)}`,
  ],
  private_key: [PEM, PEM.replaceAll('\n', '\\n'), PEM.replaceAll('RSA ', ''), PEM.slice(0, 80)],
  email: ['jane.doe+x@example.com', 'a@b-c.co.uk'],
  phone: ['+49 30 1234567', '+14155550123', '+44 (0)20 7946 0958', '(415) 555-0123', '415-555-0123'],
}

const LEFT: Record<KnownPattern, string[]> = {
  api_key: ['sk-loading-indicator-with-a-long-name', 'task-12345678901234567890', 'ghp_short', 'AKIAabc'],
  private_key: ["if (text.includes('-----BEGIN PRIVATE KEY-----')) {", '-----BEGIN PUBLIC KEY-----'],
  email: ['@decorator', 'user@localhost', 'git@', 'a @b.c', '/@scope/name'],
  phone: ['2026-11-21', '1234567890', '127.0.0.1', '3.14159265358979', 'x+12345678', '12415-555-0123'],
}

describe.each(KNOWN_PATTERNS)('the pattern %s', (name) => {
  test.each(FOUND[name])('finds %j wherever it stands in a text', async (secret) => {
    expect(await masked(secret, name)).toBe(`[${name}]`)
    expect(await masked(`key="${secret}", (${secret}); <${secret}>'`, name)).toBe(
      `key="[${name}]", ([${name}]); <[${name}]>'`,
    )
    // In the source of a program, or in JSON within a text.
    expect(await masked(`"a\\n${secret}"`, name)).toBe(`"a\\n[${name}]"`)
  })

  test.each(LEFT[name])('leaves %j', async (text) => {
    expect(await masked(text, name)).toBe(text)
  })

  test('takes time in proportion to the text, whatever the text', async () => {
    const ofLength = (count: number) =>
      ['-----BEGIN PRIVATE KEY-----', 'a@', '+1 ', 'sk-', '(415) ', 'a.', '-', '1', '\\n']
        .map((piece) => piece.repeat(count))
        .join(' ')
    // Quadratic, this would take minutes.
    expect(matchesIn(ofLength(20_000), await namedPatterns([name])).length).toBeLessThan(20_001)
  })
})

test('of matches that overlap nothing is left over', async () => {
  const first = { name: 'first', regex: 'ab+' }
  const second = { name: 'second', regex: 'b+c' }
  expect(await masked('xabbcx', first, second)).toBe('x[first]x')
  expect(await masked('abb bbc', second, first)).toBe('[first] [second]')
})

test('a pattern that matches the place before something takes nothing', async () => {
  expect(await masked('room 1', { name: 'place', regex: '\\b' })).toBe('room 1')
})

describe("a pattern of one's own", () => {
  test.each([
    ['(a+)+$', 'a'],
    ['(?:\\w+\\s?)+!', 'word '],
    ['(x|x)*y', 'x'],
  ])('%s takes time in proportion to the text', async (regex, piece) => {
    const text = `${piece.repeat(5000)}?`
    // One way after the other, the ways to match would outlast the test.
    expect(await masked(text, { name: 'own', regex })).toBe(text)
  })

  test.each([
    ['(?<who>Ada|Grace) [A-Z]\\p{L}+', '😀 Ada Lovelace, Grace Hopper', '😀 [own], [own]'],
    ['(?<=key: )\\w+', 'key: abc, abc', 'key: [own], abc'],
    ['(?<!-)é\\u{1F600}', '-é😀 é😀', '-é😀 [own]'],
    ['[^\\p{Lu}\\d]+', 'Ab-9ß', 'A[own]9[own]'],
  ])('%s finds in %s what JavaScript finds', async (regex, text, expected) => {
    expect(await masked(text, { name: 'own', regex })).toBe(expected)
    expect(text.replace(new RegExp(regex, 'gu'), '[own]')).toBe(expected)
  })

  test.each(['foo(?=bar)', 'foo(?!bar)', '(a)\\1', '(?<a>b)\\k<a>', '\\ud83d\\ude00', 'a{1001}'])(
    '%s is refused: it cannot be matched in linear time',
    async (regex) => {
      await expect(linearPattern(regex)).rejects.toThrow('error parsing regexp')
    },
  )
})
