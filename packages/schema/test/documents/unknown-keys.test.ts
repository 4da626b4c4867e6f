import { describe, expect, test } from 'vitest'
import { VALID, changed, complaints } from '../config.fixture.ts'

const SEQUENTIAL = changed(
  '  mode: fixed\n  max_runs: 5\n',
  '  mode: sequential\n  min_runs: 10\n  max_runs: 50\n  metrics:\n    - metric: tokens_total\n      target: 0.1\n',
)
const OPENAI = changed(
  '  provider: scripted\n',
  '  provider: openai\n  prices:\n    gpt-4.1: {input: 1, output: 2}\n',
)

describe('a misspelt key is named with the known one that is nearest, at every level', () => {
  test.for([
    ['the document', `${VALID}exection: {}\n`, 'exection', 'execution'],
    [
      'a step',
      changed('    enabled: false', '    enabled: false\n    promt_file: x'),
      'steps[1].promt_file',
      'prompt_file',
    ],
    ['timeouts', changed('  total: 600', '  total: 600\n  per_stp: 5'), 'timeout.per_stp', 'per_step'],
    [
      'metrics',
      changed('  primary: [success]', '  primary: [success]\n  weight: {}'),
      'metrics.weight',
      'weights',
    ],
    [
      'weights',
      changed(
        '[success]',
        '[success]\n  weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0, documentatoin: 1}',
      ),
      'metrics.weights.documentatoin',
      'documentation',
    ],
    ['a wrapped default', `${VALID}execution: {concurency: 2}\n`, 'execution.concurency', 'concurrency'],
    [
      'the chosen stopping rule',
      changed('  mode: fixed', '  mode: fixed\n  maxruns: 3'),
      'stopping.maxruns',
      'max_runs',
    ],
    [
      'the other stopping rule',
      changed('  min_runs: 10', '  min_runs: 10\n  bach: 3', SEQUENTIAL),
      'stopping.bach',
      'batch',
    ],
    [
      'a target of the stopping rule',
      changed('      target: 0.1', '      target: 0.1\n      metrc: x', SEQUENTIAL),
      'stopping.metrics[0].metrc',
      'metric',
    ],
    [
      'a provider',
      changed('  provider: scripted', '  provider: scripted\n  prics: {}'),
      'llm.prics',
      'prices',
    ],
    [
      'what the gateway pins',
      changed('  provider: scripted', '  provider: scripted\n  pin: {temprature: false}'),
      'llm.pin.temprature',
      'temperature',
    ],
    [
      'a price',
      changed('{input: 1, output: 2}', '{input: 1, output: 2, cached_inputs: 1}', OPENAI),
      'llm.prices["gpt-4.1"].cached_inputs',
      'cached_input',
    ],
    [
      'a framework',
      changed('[direct, self-refine]', '[direct, {id: mine, adaptor: direct}]'),
      'frameworks[1].adaptor',
      'adapter',
    ],
  ] as const)('%s', ([, text, path, meant]) => {
    expect(complaints(text)).toEqual([expect.stringMatching(/^config\.yaml:\d+:\d+ /)])
    expect(complaints(text)[0]?.replace(/^\S+ /, '')).toBe(
      `${path}: unknown key "${path.split(/[.\]]/).at(-1)}". Did you mean "${meant}"?`,
    )
  })
})

test('a key that is like none is answered with those that there are', () => {
  expect(complaints(changed('  total: 600', '  total: 600\n  colour: red'))).toEqual([
    'config.yaml:19:3 timeout.colour: unknown key "colour". Known: per_step, total.',
  ])
  expect(complaints(`${VALID}  sesoi: {colour: 0.1}\n`)[0]).toMatch(
    /metrics\.sesoi\.colour: unknown key "colour"\. Known: success, .*functionality, /,
  )
})

test('a misspelt key is one mistake: that the right one is missing is not said too', () => {
  expect(complaints(changed('seed: 1', 'sead: 1'))).toEqual([
    'config.yaml:3:1 sead: unknown key "sead". Did you mean "seed"?',
  ])
  expect(complaints(changed('  mode: fixed', '  moed: fixed'))).toEqual([
    'config.yaml:20:3 stopping.moed: unknown key "moed". Did you mean "mode"?',
  ])
})

describe('a key of another alternative is said to belong there', () => {
  test('of the stopping rules', () => {
    expect(complaints(changed('  mode: fixed', '  mode: fixed\n  min_runs: 5'))).toEqual([
      'config.yaml:21:3 stopping.min_runs: unknown key "min_runs". It belongs to mode: sequential or mode: two_stage or mode: anytime.',
    ])
  })

  test('of the providers', () => {
    expect(
      complaints(changed('  provider: scripted', '  provider: scripted\n  base_url: http://localhost:1/v1')),
    ).toEqual([
      'config.yaml:7:3 llm.base_url: unknown key "base_url". It belongs to provider: openai or provider: anthropic or provider: azure-openai or provider: openai-compatible.',
    ])
  })
})

describe('keys that mean something to JavaScript are keys like any other', () => {
  test.for(['constructor', 'toString', 'hasOwnProperty', 'prototype'])('%s', (key) => {
    expect(complaints(`${VALID}${key}: {a: 1}\n`)).toEqual([
      expect.stringContaining(`24:1 ${key}: unknown key "${key}". Known: name,`),
    ])
    expect(complaints(changed('    enabled: false', `    enabled: false\n    ${key}: 1`))).toEqual([
      expect.stringContaining(`14:5 steps[1].${key}: unknown key "${key}". Known: id,`),
    ])
    expect(
      complaints(changed('{input: 1, output: 2}', `{input: 1, output: 2}\n    ${key}: {input: 1}`, OPENAI)),
    ).toEqual([expect.stringContaining(`llm.prices.${key}.output: missing`)])
  })

  test('but for __proto__, which is refused wherever it stands', () => {
    expect(complaints(`${VALID}__proto__: {polluted: true}\n`)).toEqual([
      'config.yaml:24:1: "__proto__" cannot be a key. Remove it.',
    ])
    expect(
      complaints(changed('[direct, self-refine]', '[{id: direct, options: {__proto__: {polluted: true}}}]')),
    ).toEqual(['config.yaml:4:37: "__proto__" cannot be a key. Remove it.'])
    expect({}).not.toHaveProperty('polluted')
  })
})

test('a key with characters that would blur its path is quoted in it', () => {
  expect(
    complaints(
      changed('  provider: scripted', '  provider: scripted\n  prices:\n    "a.b c\\e[2J": {input: 1}'),
    ),
  ).toEqual(['config.yaml:8:19 llm.prices["a.b c\\u001b[2J"].output: missing. Give a number.'])
})
