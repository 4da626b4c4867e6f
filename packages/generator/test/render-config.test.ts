import {
  ExperimentConfig,
  ExperimentTemplate,
  configJsonSchema,
  parseYamlDocument,
} from '@genai-devbench/schema'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderConfig } from '../src/render-config.ts'
import { request, shipped } from './generator.fixture.ts'

const accepts = new Ajv({ allErrors: true, formats: { uri: /^https?:\/\// } }).compile(configJsonSchema())

const STEPS = 'steps:\n  - id: 1\n    enabled: true\n    name: First\n    prompt_file: prompts/01_first.txt\n'
const REST =
  'timeout: {per_step: 60, total: 600}\nstopping: {mode: fixed, max_runs: 5}\nmetrics: {primary: [success]}\n'
const TEMPLATE = ExperimentTemplate.parse(parse(STEPS + REST))

const comments = (text: string): string[] =>
  text.split('\n').flatMap((line) => /(?:^|\s)#\s*(.*)$/.exec(line)?.[1] ?? [])

describe.for(['default', 'minimal'] as const)('config.yaml from the config set %s', (name) => {
  test('has everything the template has, as it is there, behind what was decided', async () => {
    const { templateText, template } = await shipped(name)
    const text = renderConfig(templateText, template, request())
    expect(text.slice(text.indexOf('# The task'))).toBe(templateText)
  })

  test('is valid, for the toolkit and for an editor', async () => {
    const { templateText, template } = await shipped(name)
    for (const changes of [
      {},
      { temperature: 0 },
      { maxRuns: 3 },
      { minRuns: 5, maxRuns: 30 },
      { provider: 'openai', apiKeyEnv: 'MY_KEY' },
      { provider: 'openai-compatible', baseUrl: 'http://localhost:8000/v1' },
    ] as const) {
      const text = renderConfig(templateText, template, request(changes))
      expect(parseYamlDocument(text, ExperimentConfig, 'config.yaml').problems).toEqual([])
      expect(accepts(parse(text))).toBe(true)
    }
  })

  test('points editors to its schema on its first line', async () => {
    const { templateText, template } = await shipped(name)
    expect(renderConfig(templateText, template, request()).split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./config.schema.json',
    )
  })

  test('loses no comment to other numbers of runs', async () => {
    const { templateText, template } = await shipped(name)
    const asked = template.stopping.mode === 'sequential' ? { minRuns: 12, maxRuns: 24 } : { maxRuns: 24 }
    expect(comments(renderConfig(templateText, template, request(asked)))).toEqual(
      comments(renderConfig(templateText, template, request())),
    )
  })
})

describe('what was asked for stands in config.yaml', () => {
  const rendered = (changes: Parameters<typeof request>[0]) =>
    parse(renderConfig(STEPS + REST, TEMPLATE, request(changes)))

  test('name, model, seed and frameworks', () => {
    expect(rendered({})).toMatchObject({
      name: 'my_test',
      model: 'gpt-4o-mini',
      seed: 7,
      frameworks: ['direct', 'self-refine'],
      llm: { provider: 'scripted' },
    })
  })

  test('a temperature, also 0; none when none was asked for', () => {
    expect(rendered({ temperature: 0 })).toHaveProperty('temperature', 0)
    expect(rendered({ temperature: 0.7 })).toHaveProperty('temperature', 0.7)
    expect(rendered({})).not.toHaveProperty('temperature')
  })

  test('the numbers of runs', () => {
    expect(rendered({}).stopping).toEqual({ mode: 'fixed', max_runs: 5 })
    expect(rendered({ maxRuns: 8 }).stopping).toEqual({ mode: 'fixed', max_runs: 8 })
    expect(rendered({ minRuns: 5, maxRuns: 8 }).stopping).toMatchObject({
      mode: 'sequential',
      min_runs: 5,
      max_runs: 8,
    })
  })

  test('the provider with the name of its key, never a key', () => {
    expect(rendered({ provider: 'openai' }).llm).toEqual({
      provider: 'openai',
      api_key_env: 'OPENAI_API_KEY',
    })
    expect(
      rendered({ provider: 'openai', apiKeyEnv: 'MY_KEY', baseUrl: 'https://proxy.example/v1' }).llm,
    ).toEqual({ provider: 'openai', api_key_env: 'MY_KEY', base_url: 'https://proxy.example/v1' })
    expect(rendered({ provider: 'openai-compatible', baseUrl: 'http://localhost:1/v1' }).llm).toEqual({
      provider: 'openai-compatible',
      base_url: 'http://localhost:1/v1',
    })
  })

  test('nothing that was asked for is left out silently, even if it does not fit', () => {
    expect(
      rendered({ provider: 'scripted', baseUrl: 'http://localhost:1/v1', apiKeyEnv: 'MY_KEY' }).llm,
    ).toEqual({ provider: 'scripted', base_url: 'http://localhost:1/v1', api_key_env: 'MY_KEY' })
  })

  test('as it was written, also where YAML would take it for something else', () => {
    for (const text of [
      '123',
      '1e5',
      'true',
      'null',
      '~',
      'yes',
      '0x1f',
      '2026-01-01',
      '#4',
      'a: b',
      '- a',
      '*a',
      '&a',
      '!a',
      '{a}',
      '[a]',
      "it's",
      '"',
      ' padded ',
      '課程',
      'gpt\n4',
      '%',
      '@a',
      '`a`',
      '---',
    ]) {
      expect(rendered({ model: text, name: text })).toMatchObject({ model: text, name: text })
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (model) => {
        expect(rendered({ model }).model).toBe(model)
      }),
    )
  })
})

describe('comments of a template stay where they belong', () => {
  test.for([
    ['above the first key', `# Of the steps.\n${STEPS}${REST}`],
    ['at the top, apart', `# Of all.\n\n# Of the steps.\n${STEPS}${REST}`],
    ['behind a document start', `# Of all.\n---\n# Of the steps.\n${STEPS}${REST}`],
    [
      'inside and at the end',
      `# Of the steps.\n${STEPS.replace('id: 1', 'id: 1 # One.')}${REST}# The end.\n`,
    ],
  ] as const)('%s', ([, templateText]) => {
    const text = renderConfig(templateText, TEMPLATE, request())
    expect(text).toMatch(/^# yaml-language-server: /)
    for (const comment of comments(templateText))
      expect(comments(text).filter((one) => one === comment)).toHaveLength(1)
    expect(text).toContain('# Of the steps.\nsteps:')
    expect(parse(text)).toMatchObject({ name: 'my_test', steps: [{ id: 1 }] })
  })

  test('also where the rule itself is another', () => {
    const text = renderConfig(
      `${STEPS}# How many.\nstopping:\n  mode: fixed\n  max_runs: 5\n${REST.replace(/stopping.*\n/, '')}`,
      TEMPLATE,
      request({ minRuns: 5, maxRuns: 9 }),
    )
    expect(text).toContain('# How many.\nstopping:\n  mode: sequential\n')
  })
})
