import { describe, expect, test } from 'vitest'
import { VALID, complaints } from '../config.fixture.ts'

// Seconds on a machine that is busy; what these guard against takes minutes, or all memory.
const FAST = 10_000

describe('a document made to hurt is refused soon', { timeout: FAST }, () => {
  test('nested aliases that would become gigabytes', () => {
    const levels = Array.from(
      { length: 40 },
      (_, level) =>
        `a${level}: &a${level} [${Array(9)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]\n`,
    )
    expect(complaints(levels.join(''))).toEqual([
      expect.stringMatching(/^config\.yaml:2:10: uses a YAML alias/),
    ])
  })

  test.for([
    ['open brackets', '['.repeat(190_000)],
    ['closed brackets', `a: ${'['.repeat(90_000)}${']'.repeat(90_000)}`],
    ['braces', `${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`],
    ['dashes', `${'- '.repeat(90_000)}x`],
  ] as const)('deep nesting: %s', ([, text]) => {
    expect(complaints(text)).toEqual(['config.yaml: nested too deeply. Is this the right file?'])
  })

  test('more keys than anyone writes: the first problems, and how many there are besides', () => {
    const found = complaints(Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join(''))
    expect(found).toHaveLength(51)
    expect(found[50]).toBe('config.yaml: 19959 more problems. Mend these first.')
  })

  test('the same key over and over', () => {
    const found = complaints('key: 1\n'.repeat(20_000))
    expect(found[0]).toBe('config.yaml:2:1: not valid YAML: the key "key" is there twice. Remove one.')
    expect(found).toHaveLength(51)
  })

  test('nothing but faults', () => {
    expect(complaints('a: b: c\n'.repeat(20_000)).length).toBeLessThanOrEqual(51)
    expect(complaints('}'.repeat(50_000))).toHaveLength(1)
  })

  test('a long line in a long list', () => {
    expect(complaints(`${VALID}x: [${'1,'.repeat(90_000)}]\n`)).toEqual([
      expect.stringContaining('24:1 x: unknown key "x"'),
    ])
  })
})

test('a document that is too large is refused unread', () => {
  expect(complaints(`# ${'x'.repeat(200_000)}\n${VALID}`)).toEqual([
    'config.yaml: larger than 200000 characters. Is this the right file?',
  ])
})

test('a large document with nothing wrong is read: a thousand steps', { timeout: FAST }, () => {
  const steps = Array.from(
    { length: 1000 },
    (_, index) =>
      `  - {id: ${index + 10}, enabled: true, name: Step ${index}, prompt_file: prompts/${index}.txt}\n`,
  )
  expect(complaints(VALID.replace('steps:\n', `steps:\n${steps.join('')}`))).toEqual([])
})
