import { expect, test } from 'vitest'
import { changed, complaints } from '../config.fixture.ts'

const about = (text: string): string[] =>
  complaints(text).map((problem) => problem.replace(/^config\.yaml:\d+:\d+ /, ''))

test.for([
  ['a number in quotes', changed('seed: 1', 'seed: "1"'), 'seed: "1" is not a number. Remove the quotes.'],
  [
    'a number with its unit',
    changed('per_step: 60', 'per_step: 60s'),
    'timeout.per_step: "60s" is not a number.',
  ],
  ['half a run', changed('max_runs: 5', 'max_runs: 2.5'), 'stopping.max_runs: 2.5 is not a whole number.'],
  [
    'more runs than any whole number',
    changed('max_runs: 5', 'max_runs: 1e30'),
    'stopping.max_runs: 1e+30 is out of range. Give at most 100000.',
  ],
  [
    'fewer runs than any whole number',
    changed('max_runs: 5', 'max_runs: -1e30'),
    'stopping.max_runs: -1e+30 is out of range. Give more than 0.',
  ],
  ['no number', changed('per_step: 60', 'per_step: .nan'), 'timeout.per_step: NaN is not a number.'],
  ['no end', changed('total: 600', 'total: .inf'), 'timeout.total: Infinity is not a number.'],
  [
    'a pattern that is none',
    changed('provider: scripted', 'provider: replay\n  mask: ["("]'),
    'llm.mask[0]: "(" is not a regular expression (Invalid regular expression: /(/u: Unterminated group).',
  ],
  [
    'a pattern that matches nothing at all',
    changed('provider: scripted', 'provider: replay\n  mask: ["x*"]'),
    'llm.mask[0]: "x*" matches where nothing is. Name what is to be hidden.',
  ],
  [
    'a pattern that nobody knows',
    changed(
      'provider: scripted',
      'provider: scripted\n  middleware: [{use: prompt_shield, action: mask, patterns: [emails]}]',
    ),
    'llm.middleware[0].patterns[0]: not a pattern of the toolkit (api_key, private_key, email, phone). One of your own is {name: ..., regex: ...}.',
  ],
  [
    "a pattern of one's own that is none",
    changed(
      'provider: scripted',
      'provider: scripted\n  middleware: [{use: redact, patterns: [{name: mine, regex: "("}]}]',
    ),
    'llm.middleware[0].patterns[0].regex: "(" is not a regular expression (Invalid regular expression: /(/u: Unterminated group).',
  ],
  [
    "a pattern of one's own under the name of another",
    changed(
      'provider: scripted',
      'provider: scripted\n  middleware: [{use: redact, patterns: [{name: email, regex: x}]}]',
    ),
    'llm.middleware[0].patterns[0].name: the name of a pattern of the toolkit (api_key, private_key, email, phone). Give another.',
  ],
  [
    'middleware that is not there',
    changed('provider: scripted', 'provider: scripted\n  middleware: [{use: audit}]'),
    'llm.middleware[0].use: "audit" is not known here. Known: audit_log, prompt_shield, redact.',
  ],
  [
    'a shield that does not say what it does',
    changed(
      'provider: scripted',
      'provider: scripted\n  middleware: [{use: prompt_shield, patterns: [email]}]',
    ),
    'llm.middleware[0].action: missing. Choose one: deny, mask.',
  ],
  [
    'a redaction of nothing',
    changed('provider: scripted', 'provider: scripted\n  middleware: [{use: redact}]'),
    'llm.middleware[0]: nothing to redact. Give headers, patterns or both.',
  ],
  [
    'two audit logs',
    changed('provider: scripted', 'provider: scripted\n  middleware: [{use: audit_log}, {use: audit_log}]'),
    'llm.middleware[1].use: a second audit_log: there is one audit.jsonl in a run. Keep one of them.',
  ],
  [
    'too little',
    changed('per_step: 60', 'per_step: 0'),
    'timeout.per_step: 0 is out of range. Give more than 0.',
  ],
  [
    'too much',
    changed('total: 600', 'total: 1000000'),
    'timeout.total: 1000000 is out of range. Give at most 604800.',
  ],
  [
    'more runs than anyone makes',
    changed('max_runs: 5', 'max_runs: 1000000000'),
    'stopping.max_runs: 1000000000 is out of range. Give at most 100000.',
  ],
  [
    'text that YAML takes for a number',
    changed('model: gpt-4o-mini', 'model: 4.1'),
    'model: 4.1 is not a text. Put it in quotes.',
  ],
  [
    'text that YAML takes for a truth',
    changed('name: Course CRUD', 'name: true'),
    'steps[1].name: true is not a text. Put it in quotes.',
  ],
  [
    'yes, which YAML 1.2 takes for text',
    changed('enabled: false', 'enabled: no'),
    'steps[1].enabled: "no" is not true or false.',
  ],
  ['nothing', changed('model: gpt-4o-mini', 'model:'), 'model: empty. Give a text.'],
  ['only blanks', changed('gpt-4o-mini', '"  "'), 'model: empty. Name the model.'],
  [
    'one entry in place of a list',
    changed('[success]', 'success'),
    'metrics.primary: "success" is not a list. Put it in brackets: [success].',
  ],
  [
    'a list in place of keys',
    changed('  per_step: 60\n  total: 600', '  - 60'),
    'timeout: a list is not a map of keys and values.',
  ],
  ['an empty list', changed('[success]', '[]'), 'metrics.primary: too few entries. Give at least 1.'],
  ['no framework', changed('[direct, self-refine]', '[]'), 'frameworks: no framework. Name at least one.'],
  ['a missing key', changed('model: gpt-4o-mini\n', ''), 'model: missing. Give a text.'],
  [
    'a missing choice',
    changed('  mode: fixed\n', ''),
    'stopping.mode: missing. Choose one: fixed, sequential, two_stage, anytime.',
  ],
  [
    'a misspelt choice',
    changed('mode: fixed', 'mode: fixd'),
    'stopping.mode: "fixd" is not known here. Did you mean "fixed"?',
  ],
  [
    'a choice that is like none',
    changed('provider: scripted', 'provider: bedrock'),
    'llm.provider: "bedrock" is not known here. Known: openai, anthropic, azure-openai, openai-compatible, scripted, replay.',
  ],
  [
    'a misspelt metric',
    changed('[success]', '[succes]'),
    'metrics.primary[0]: "succes" is not known here. Did you mean "success"?',
  ],
  [
    'a number for a framework',
    changed('[direct, self-refine]', '[7]'),
    'frameworks[0]: neither the id of a framework nor {id, adapter, options}.',
  ],
  [
    'a framework without id',
    changed('[direct, self-refine]', '[{adapter: direct}]'),
    'frameworks[0].id: missing. Give a text.',
  ],
  [
    'a framework with a bad id',
    changed('[direct, self-refine]', '[{id: a/b}]'),
    expect.stringMatching(/^frameworks\[0\]\.id: not a usable framework id\. Use 1 to 64 /),
  ],
  [
    'a key in place of the name of its variable',
    changed('provider: scripted', 'provider: openai\n  api_key_env: sk-123'),
    'llm.api_key_env: not the name of an environment variable. Put the key itself nowhere in this file.',
  ],
  [
    'a URL without protocol',
    changed('provider: scripted', 'provider: openai-compatible\n  base_url: localhost:8000/v1'),
    'llm.base_url: "localhost:8000/v1" is not a URL. Write it whole, with https:// or http://.',
  ],
  [
    'a prompt outside',
    changed('prompts/02_course_crud.txt', '../prompt.txt'),
    'steps[1].prompt_file: leaves its directory with "..". Copy the file inside and name it there.',
  ],
  [
    'a prompt outside, the Windows way',
    changed('prompts/02_course_crud.txt', '..\\prompt.txt'),
    expect.stringContaining('leaves its directory with ".."'),
  ],
  [
    'a prompt at an absolute path',
    changed('prompts/02_course_crud.txt', '/etc/passwd'),
    'steps[1].prompt_file: an absolute path. Use a path relative to this directory.',
  ],
  [
    'a prompt at an absolute path, the Windows way',
    changed('prompts/02_course_crud.txt', 'C:\\prompt.txt'),
    expect.stringContaining('an absolute path'),
  ],
  [
    'no prompt',
    changed('prompts/02_course_crud.txt', '""'),
    expect.stringMatching(/^steps\[1\]\.prompt_file: empty\. Name a file/),
  ],
] as const)('what is wrong and what to do: %s', ([, text, expected]) => {
  expect(about(text)).toEqual([expected])
})

test('too few runs for a stopping rule are refused with the reason', () => {
  const text = changed(
    'mode: fixed',
    'mode: sequential\n  min_runs: 3\n  metrics: [{metric: success, target: 0.1}]',
  )
  expect(about(text)).toEqual([
    'stopping.min_runs: below 5: an interval from so few runs cannot carry a stopping rule. Use at least 10.',
  ])
})

test('a long value is shown by its beginning', () => {
  const [problem] = about(changed('seed: 1', `seed: ${'x'.repeat(5000)}`))
  expect(problem).toMatch(/^seed: "x{50,70}\.\.\. is not a number\.$/)
})
