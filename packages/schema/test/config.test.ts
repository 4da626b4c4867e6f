import { ExperimentConfig } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { VALID, changed, parsedConfig } from './config.fixture.ts'

test('what is left out is filled in', () => {
  expect(parsedConfig(VALID)).toMatchObject({
    llm: { provider: 'scripted', pin: { model: true, temperature: true, seed: true } },
    stopping: { confidence_level: 0.95 },
    execution: { concurrency: 1, order: 'randomized_blocks' },
  })
  expect(parsedConfig(VALID)).not.toHaveProperty('temperature')
  expect(parsedConfig(changed('provider: scripted', 'provider: openai')).llm).toMatchObject({
    api_key_env: 'OPENAI_API_KEY',
    base_url: 'https://api.openai.com/v1',
  })
})

test('a framework is an id, or an id with the adapter and options behind it', () => {
  expect(
    parsedConfig(
      changed(
        '[direct, self-refine]',
        '[direct, {id: twice, adapter: direct, options: {rounds: 2}}, {id: self-refine}]',
      ),
    ).frameworks,
  ).toEqual([
    { id: 'direct', adapter: 'direct', options: {} },
    { id: 'twice', adapter: 'direct', options: { rounds: 2 } },
    { id: 'self-refine', adapter: 'self-refine', options: {} },
  ])
})

test('steps keep the order in which they are declared', () => {
  expect(parsedConfig(changed('  - id: 1', '  - id: 9')).steps.map(({ id }) => id)).toEqual([9, 2])
})

test('a parsed configuration parses to itself', () => {
  const config = parsedConfig(VALID)
  expect(ExperimentConfig.parse(config)).toEqual(config)
})

test.for(['a', 'my_test', 'My-Test-2', '0', 'x'.repeat(64), 'con-1'])(
  '%s is a name for an experiment',
  (name) => {
    expect(ExperimentConfig.shape.name.safeParse(name).success).toBe(true)
  },
)

test.for([
  '',
  '.',
  '..',
  '../x',
  'a/b',
  'a\\b',
  '-a',
  'a-',
  '_a',
  'a b',
  'a.b',
  ' a',
  'a\n',
  'tеst',
  'ａ',
  'é',
  'x'.repeat(65),
  'x'.repeat(300),
  '~',
  '$HOME',
  'a\0',
])('%j is none', (name) => {
  expect(ExperimentConfig.shape.name.safeParse(name).success).toBe(false)
})
