import { ExperimentConfig, configJsonSchema } from '@genai-devbench/schema'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { VALID, changed } from './config.fixture.ts'
import { configReference } from './config-reference.fixture.ts'

const accepts = new Ajv({ allErrors: true, formats: { uri: /^\w+:\/\// } }).compile(configJsonSchema())

interface Level {
  description?: string
  properties?: Record<string, Level>
  items?: Level
  additionalProperties?: Level | boolean
  oneOf?: Level[]
  anyOf?: Level[]
}

function undocumented(level: Level, path = ''): string[] {
  const inner = Object.entries(level.properties ?? {}).flatMap(([key, value]) => [
    ...(value.description ? [] : [`${path}.${key}`]),
    ...undocumented(value, `${path}.${key}`),
  ])
  const others = [
    level.items,
    level.additionalProperties,
    ...(level.oneOf ?? []),
    ...(level.anyOf ?? []),
  ].filter((one) => typeof one === 'object')
  return [...inner, ...others.flatMap((one) => undocumented(one, path))]
}

test('the JSON Schema of config.yaml changes only on purpose', async () => {
  await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '__snapshots__/config.schema.json',
  )
})

test('docs/configuration.md is made from it (vitest --update makes it again)', async () => {
  await expect(configReference(configJsonSchema())).toMatchFileSnapshot('../../../docs/configuration.md')
})

test('it documents every key', () => {
  expect(undocumented(configJsonSchema())).toEqual([])
})

// What an editor shows and what run-experiment says must not contradict each other.
test.for([
  ['a plain configuration', VALID],
  ['a capital in a name', changed('my_test', 'My_Test', changed('[direct, self-refine]', '[Direct]'))],
  [
    'variants',
    changed(
      '[direct, self-refine]',
      '[direct, {id: again, adapter: direct, options: {rounds: [1, {a: null}]}}]',
    ),
  ],
  [
    "a server of one's own",
    changed(
      'provider: scripted',
      'provider: openai-compatible\n  base_url: http://localhost:11434/v1\n  prices:\n    llama: {input: 0, output: 0}',
    ),
  ],
  [
    'middleware',
    changed(
      'provider: scripted',
      'provider: scripted\n  middleware:\n    - {use: prompt_shield, action: mask, patterns: [email, {name: room, regex: room \\d+}]}\n    - {use: redact, headers: [x-user]}\n    - {use: audit_log, bodies: true}',
    ),
  ],
  ['OpenAI', changed('provider: scripted', 'provider: openai\n  pin: {seed: false}')],
  ['a recording', changed('provider: scripted', 'provider: scripted\n  record: true')],
  ['a replay', changed('provider: scripted', "provider: replay\n  from: ../my_test\n  mask: ['build-\\d+']")],
  [
    'a stopping rule',
    changed(
      'mode: fixed',
      'mode: sequential\n  min_runs: 5\n  batch: 1\n  confidence_level: 0.9\n  metrics: [{metric: cost_usd, target: 0.2}]',
    ),
  ],
  [
    'weights, execution, temperature',
    `${VALID}  weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0}\nexecution: {concurrency: 4, order: declared}\ntemperature: 0\ndescription: A look.\n`,
  ],
] as const)('it accepts what the toolkit accepts: %s', ([, text]) => {
  expect(ExperimentConfig.safeParse(parse(text)).error).toBeUndefined()
  expect({ accepted: accepts(parse(text)), errors: accepts.errors }).toEqual({ accepted: true, errors: null })
})

test.for([
  ['an unknown key', `${VALID}colour: red\n`],
  ['an unknown key in a step', changed('enabled: false', 'enabled: false\n    colour: red')],
  ['a key of the other stopping rule', changed('mode: fixed', 'mode: fixed\n  min_runs: 5')],
  ['a missing key', changed('seed: 1\n', '')],
  ['text for a number', changed('seed: 1', 'seed: one')],
  ['a bad name', changed('my_test', '../my_test')],
  ['a bad framework id', changed('[direct, self-refine]', '[a b]')],
  [
    'too few runs for a stopping rule',
    changed('mode: fixed', 'mode: sequential\n  min_runs: 4\n  metrics: [{metric: cost_usd, target: 0.2}]'),
  ],
  ['no steps', VALID.replace(/steps:\n[^]*timeout/, 'steps: []\ntimeout')],
  [
    'a key in place of the name of its variable',
    changed('provider: scripted', 'provider: openai\n  api_key_env: sk-1'),
  ],
  ['an unknown metric', changed('[success]', '[speed]')],
] as const)('it refuses what the toolkit refuses: %s', ([, text]) => {
  expect(ExperimentConfig.safeParse(parse(text)).success).toBe(false)
  expect(accepts(parse(text))).toBe(false)
})
