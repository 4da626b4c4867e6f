import { ExperimentConfig, formatProblem, parseYamlDocument } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { VALID, changed, complaints } from '../config.fixture.ts'

test('a valid document has a value and no problem', () => {
  const { value, problems } = parseYamlDocument(VALID, ExperimentConfig, 'config.yaml')
  expect(problems).toEqual([])
  expect(value).toMatchObject({ name: 'my_test', execution: { concurrency: 1, order: 'randomized_blocks' } })
})

test('a document that does not fit its schema is still there as plain data, one that is no YAML is not', () => {
  const misfit = parseYamlDocument('name: [1]\n', ExperimentConfig, 'config.yaml')
  expect(misfit).toMatchObject({ raw: { name: [1] } })
  expect(misfit).not.toHaveProperty('value')
  expect(parseYamlDocument('name: [1\n', ExperimentConfig, 'config.yaml')).not.toHaveProperty('raw')
})

describe('text that is no YAML is refused with line and column', () => {
  test.for([
    [
      'an open bracket',
      changed('seed: 1', 'seed: [1'),
      /^config\.yaml:4:1: not valid YAML: a "\[" above has no "\]"/,
    ],
    [
      'a tab',
      changed('  total: 600', '\ttotal: 600'),
      /^config\.yaml:18:1: not valid YAML: tabs are not allowed as indentation\. Use spaces\.$/,
    ],
    [
      'a key that is there twice',
      `${VALID}model: other\n`,
      /^config\.yaml:24:1: not valid YAML: the key "model" is there twice\. Remove one\.$/,
    ],
    [
      'a key that is there twice in a step',
      changed('    enabled: false', '    enabled: false\n    id: 2'),
      /^config\.yaml:14:5: not valid YAML: the key "id" is there twice/,
    ],
    [
      'a second document',
      `${VALID}---\n${VALID}`,
      /^config\.yaml:24:1: not valid YAML: a second document begins here\. Keep one/,
    ],
    [
      'a list as a key',
      `${VALID}? [a, b]\n: 1\n`,
      /^config\.yaml:24:3: not valid YAML: a list or map cannot be a key/,
    ],
    [
      'an alias',
      changed('gpt-4o-mini', '*name', changed('my_test', '&name my_test')),
      /^config\.yaml:2:8: uses a YAML alias .* Write the value out\.$/,
    ],
    ['an alias of nothing', changed('gpt-4o-mini', '*name'), /^config\.yaml:2:8: uses a YAML alias/],
    [
      'a tag',
      changed('my_test', '!!js/function my_test'),
      /^config\.yaml:1:7: Unresolved tag: .*js\/function\. Write the value without a tag\.$/,
    ],
    ['a bare colon', 'a: b: c\n', /^config\.yaml:1:4: not valid YAML: a second ": " on one line/],
    [
      'an open bracket',
      'a: [\n  b: 1\n  c: 2\n',
      /^config\.yaml:2:6: not valid YAML: a "\[" or "\{" above is still open/,
    ],
  ] as const)('%s', ([, text, expected]) => {
    expect(complaints(text)).toEqual([expect.stringMatching(expected)])
  })

  test('and what a fault drags along on its line is left out, faults on other lines are not', () => {
    const [first, ...others] = complaints(changed('    enabled: false', '\tenabled: false'))
    expect(first).toMatch(/^config\.yaml:13:1: not valid YAML: tabs/)
    expect(others.filter((problem) => problem.startsWith('config.yaml:13:'))).toEqual([])
  })
})

describe('a document of the wrong kind is refused as a whole', () => {
  test.for([
    ['empty', '', 'config.yaml:1:1: empty. Give a map of keys and values.'],
    ['white space', '\n\n  \n', 'config.yaml:1:1: empty. Give a map of keys and values.'],
    ['only a comment', '# to do\n', 'config.yaml:1:1: empty. Give a map of keys and values.'],
    ['a list', '- name: my_test\n- model: gpt\n', 'config.yaml:1:1: a list is not a map of keys and values.'],
    ['one word', 'hello\n', 'config.yaml:1:1: "hello" is not a map of keys and values.'],
    ['a number', '42\n', 'config.yaml:1:1: 42 is not a map of keys and values.'],
  ] as const)('%s', ([, text, expected]) => {
    const [first, ...others] = complaints(text)
    expect(first?.replace(/:\d+:\d+:/, ':1:1:')).toBe(expected)
    expect(others).toEqual([])
  })
})

describe('a problem stands where it can be mended', () => {
  test.for([
    ['a wrong value: at the value', changed('seed: 1', 'seed:   none'), '3:9 seed'],
    [
      'a value in a list: at the entry',
      changed('[success]', '[success, nothing]'),
      '23:22 metrics.primary[1]',
    ],
    [
      'an unknown key: at the key',
      changed('  total: 600', '  total: 600\n  zzzzzzzzzz: 5'),
      '19:3 timeout.zzzzzzzzzz',
    ],
    [
      'a block that is wrong as a whole: at its key',
      changed('[direct, self-refine]', '\n  id: direct'),
      '4:1 frameworks',
    ],
    [
      'a missing key: at the block that lacks it',
      changed('    name: Course CRUD\n', ''),
      '12:5 steps[1].name',
    ],
    ['a missing key of the document: at its start', changed('seed: 1\n', ''), '1:1 seed'],
    ['a key without value: behind the key', changed('seed: 1', 'seed:'), '3:6 seed'],
  ] as const)('%s', ([, text, expected]) => {
    expect(complaints(text)).toEqual([
      expect.stringMatching(new RegExp(`^config\\.yaml:${expected.replace(/[[\].]/g, '\\$&')}: `)),
    ])
  })

  test('also with Windows line ends and other alphabets in front of it', () => {
    expect(
      complaints(
        changed('Course CRUD', 'Kurse 課程 🎓').replace('seed: 1', 'seed: none').replaceAll('\n', '\r\n'),
      ),
    ).toEqual(['config.yaml:3:7 seed: "none" is not a number.'])
  })

  test('and a caller can place its own problems in the document', () => {
    const { problemAt } = parseYamlDocument(VALID, ExperimentConfig, 'config.yaml')
    expect(formatProblem(problemAt(['steps', 1, 'prompt_file'], 'does not exist.', 'Create it.'))).toBe(
      'config.yaml:15:18 steps[1].prompt_file: does not exist. Create it.',
    )
    expect(problemAt(['frameworks', 0, 'options', 'rounds'], 'unknown.')).toMatchObject({
      line: 4,
      column: 14,
    })
  })
})

test('every problem of a document is found in one go', () => {
  const text = changed(
    'my_test',
    '../x',
    changed(
      'seed: 1',
      'seed: -1',
      changed(
        'provider: scripted',
        'provider: gpt',
        changed('max_runs: 5', 'max_runs: many', `${VALID}colour: red\n`),
      ),
    ),
  )
  expect(complaints(text).map((problem) => problem.split(': ')[0])).toEqual([
    'config.yaml:1:7 name',
    'config.yaml:3:7 seed',
    'config.yaml:6:13 llm.provider',
    'config.yaml:21:13 stopping.max_runs',
    'config.yaml:24:1 colour',
  ])
})
