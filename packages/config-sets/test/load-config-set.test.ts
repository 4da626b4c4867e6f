import { chmod, mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfigSet } from '@genai-devbench/config-sets'
import { describe, expect, test } from 'vitest'
import { ConfigSets, unprivileged } from './config-sets.fixture.ts'

const METADATA = 'metadata.yaml'
const TEMPLATE = 'experiment_template.yaml'
const FIRST = 'prompts/01_first.txt'

test('a sound config set is loaded, with the paths of what an experiment gets a copy of', async () => {
  await using sets = await ConfigSets.make()
  await sets.write('README.md', 'For authors.')
  await sets.write('prompts/parts/shared.txt', 'Common text.')
  const set = await loadConfigSet(sets.path())
  expect(set.metadata).toMatchObject({ name: 'small', available_steps: [{ id: 1 }, { id: 2 }] })
  expect(set.template.steps.map(({ id, enabled }) => [id, enabled])).toEqual([
    [1, true],
    [2, true],
  ])
  expect(set.templateText).toMatch(/^# The steps\.\nsteps:\n/)
  expect(set.files).toEqual([
    'acceptance/01_first.test.mjs',
    'hitl/approval.txt',
    FIRST,
    'prompts/02_second.txt',
    'prompts/parts/shared.txt',
  ])
})

type Break = (sets: ConfigSets) => Promise<unknown>
const breaks = (...cases: [title: string, breakIt: Break, ...expected: (string | RegExp)[]][]) => cases

describe('a broken config set is refused with all that is wrong', () => {
  test.for(
    breaks(
      [
        'metadata that is empty',
        (sets) => sets.write(METADATA, ''),
        'metadata.yaml: is empty. Write the text into it.',
      ],
      [
        'metadata that is a directory',
        (sets) => sets.remove(METADATA).then(() => mkdir(sets.path(METADATA))),
        'metadata.yaml: is a directory. Name a text file.',
      ],
      [
        'metadata that is no YAML',
        (sets) => sets.write(METADATA, 'name: [small\n'),
        /^metadata\.yaml:2:1: not valid YAML: /,
      ],
      [
        'no template',
        (sets) => sets.remove(TEMPLATE),
        'experiment_template.yaml: does not exist. Create it or correct the path.',
      ],
      [
        'another name than the directory',
        (sets) => sets.change(METADATA, 'name: small', 'name: large'),
        'metadata.yaml:1:7 name: name is "large" but the directory is "small". Make them equal.',
      ],
      [
        'a name that is no name',
        (sets) => sets.change(METADATA, 'name: small', 'name: Small Set'),
        /^metadata\.yaml:1:7 name: not a usable name\. /,
      ],
      [
        'a version that is none',
        (sets) => sets.change(METADATA, '1.0.0', 'one'),
        'metadata.yaml:2:10 version: not a version such as 1.0.0.',
      ],
      [
        'an unknown key in metadata',
        (sets) => sets.change(METADATA, 'description: Two steps.', 'descripton: Two steps.'),
        'metadata.yaml:3:1 descripton: unknown key "descripton". Did you mean "description"?',
      ],
      [
        'an unknown key in a step of metadata',
        (sets) =>
          sets.change(METADATA, 'description: The first step.', 'description: The first step.\n    promt: x'),
        /^metadata\.yaml:9:5 available_steps\[0\]\.promt: unknown key "promt"\. Known: /,
      ],
      [
        'an unknown key in the template',
        (sets) => sets.change(TEMPLATE, 'timeout: {per_step: 60,', 'timeout: {per_stp: 60,'),
        'experiment_template.yaml:11:11 timeout.per_stp: unknown key "per_stp". Did you mean "per_step"?',
      ],
      [
        'no step',
        (sets) =>
          sets.write(
            METADATA,
            'name: small\nversion: 1.0.0\ndescription: None.\navailable_steps: []\ndefaults: {model: m, provider: openai, frameworks: [direct], timeout: {per_step: 1, total: 1}, metrics: {weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0}}}\n',
          ),
        'metadata.yaml:4:18 available_steps: no step. A config set has at least one.',
      ],
      [
        'a step id twice in metadata',
        (sets) => sets.change(METADATA, '- id: 2', '- id: 1'),
        'metadata.yaml:9:9 available_steps[1].id: step id 1 is used twice. Give every step its own id.',
      ],
      [
        'a step id twice in the template',
        (sets) => sets.change(TEMPLATE, '- id: 2', '- id: 1'),
        'experiment_template.yaml:7:9 steps[1].id: step id 1 is used twice. Give every step its own id.',
      ],
      [
        'a step that the template lacks',
        (sets) =>
          sets.change(
            TEMPLATE,
            '  - id: 2\n    enabled: true\n    name: Second\n    prompt_file: prompts/02_second.txt\n',
            '',
          ),
        'experiment_template.yaml:2:1 steps: step 2 (Second) of metadata.yaml is missing. A template holds all steps.',
      ],
      [
        'a step that metadata lacks',
        (sets) =>
          sets.change(
            TEMPLATE,
            '  - id: 2',
            '  - id: 3\n    enabled: true\n    name: Third\n    prompt_file: prompts/02_second.txt\n  - id: 2',
          ),
        'experiment_template.yaml:7:9 steps[1].id: step 3 is not in metadata.yaml. Describe it under available_steps.',
      ],
      [
        'names that disagree',
        (sets) => sets.change(TEMPLATE, 'name: Second', 'name: Zweiter'),
        'experiment_template.yaml:9:11 steps[1].name: "Zweiter", but metadata.yaml says "Second". Make them equal.',
      ],
      [
        'prompts that disagree',
        (sets) =>
          sets.change(TEMPLATE, 'prompt_file: prompts/02_second.txt', 'prompt_file: prompts/01_first.txt'),
        'experiment_template.yaml:10:18 steps[1].prompt_file: "prompts/01_first.txt", but metadata.yaml says "prompts/02_second.txt". Make them equal.',
      ],
      [
        'a time limit that disagrees',
        (sets) => sets.change(METADATA, 'per_step: 60', 'per_step: 30'),
        'experiment_template.yaml:11:10 timeout: not those of metadata.yaml (defaults.timeout). Make them equal.',
      ],
      [
        'weights that the template lacks',
        (sets) =>
          sets.change(
            TEMPLATE,
            '  weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0}\n',
            '',
          ),
        'experiment_template.yaml:13:1 metrics.weights: not those of metadata.yaml (defaults.metrics.weights). Make them equal.',
      ],
      [
        'a step that is not enabled',
        (sets) =>
          sets.change(TEMPLATE, 'enabled: true\n    name: Second', 'enabled: false\n    name: Second'),
        'experiment_template.yaml:8:14 steps[1].enabled: a template enables every step; the researcher disables steps in the experiment.',
      ],
      [
        'times that disagree',
        (sets) => sets.change(TEMPLATE, 'total: 600', 'total: 6'),
        'experiment_template.yaml:11:10 timeout: not those of metadata.yaml (defaults.timeout). Make them equal.',
        /^experiment_template\.yaml:11:32 timeout\.total: total \(6 s\) is shorter than per_step \(60 s\)\./,
      ],
      [
        'fewer runs than the fewest',
        (sets) =>
          sets.change(
            TEMPLATE,
            '{mode: fixed, max_runs: 5}',
            '{mode: sequential, min_runs: 9, max_runs: 5, metrics: [{metric: success, target: 0.1}]}',
          ),
        /^experiment_template\.yaml:12:\d+ stopping\.max_runs: max_runs \(5\) is smaller than min_runs \(9\)\./,
      ],
    ),
  )('%s', async ([, breakIt, ...expected]) => {
    await using sets = await ConfigSets.make()
    await breakIt(sets)
    const found = await sets.complaints()
    expect(found).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    )
  })
})

describe('a prompt is a text inside the set', () => {
  const outside = 'leads out of its directory by a symbolic link. Copy the file inside.'
  const replaced =
    (make: (path: string) => Promise<unknown>): Break =>
    async (sets) => {
      await sets.remove(FIRST)
      await make(sets.path(FIRST))
    }

  test.for<[string, Break, string]>([
    ['missing', (sets) => sets.remove(FIRST), 'does not exist. Create it or correct the path.'],
    ['empty', (sets) => sets.write(FIRST, ''), 'is empty. Write the text into it.'],
    [
      'binary',
      (sets) => sets.write(FIRST, new Uint8Array([1, 0, 2])),
      'is not text (it holds NUL bytes). Name a UTF-8 text file.',
    ],
    [
      'not UTF-8',
      (sets) => sets.write(FIRST, Buffer.from('Größe', 'latin1')),
      'is not UTF-8 text. Save it as UTF-8.',
    ],
    ['a directory', replaced((path) => mkdir(path)), 'is a directory. Name a text file.'],
    ['a link out', replaced((path) => symlink('/etc/passwd', path)), outside],
    [
      'a link to nowhere',
      replaced((path) => symlink('none.txt', path)),
      'does not exist. Create it or correct the path.',
    ],
  ])('not %s', async ([, breakIt, expected]) => {
    await using sets = await ConfigSets.make()
    await breakIt(sets)
    expect(await sets.complaints()).toEqual([
      `metadata.yaml:7:18 available_steps[0].prompt_file: ${FIRST} ${expected}`,
    ])
  })

  test('not outside by a directory that is a link', async () => {
    await using sets = await ConfigSets.make()
    await rename(sets.path('prompts'), join(sets.root, 'shared'))
    await symlink('../shared', sets.path('prompts'))
    expect(await sets.complaints()).toEqual([
      expect.stringContaining(
        'available_steps[0].prompt_file: prompts/01_first.txt leads out of its directory',
      ),
      expect.stringContaining(
        'available_steps[1].prompt_file: prompts/02_second.txt leads out of its directory',
      ),
      expect.stringMatching(/^prompts: /),
    ])
  })

  test.for([
    ['../prompt.txt', 'leaves its directory with "..". Copy the file inside and name it there.'],
    ['prompts/../../prompt.txt', 'leaves its directory with "..". Copy the file inside and name it there.'],
    ['/etc/passwd', 'an absolute path. Use a path relative to this directory.'],
    ['C:\\prompt.txt', 'an absolute path. Use a path relative to this directory.'],
  ] as const)('not %s', async ([path, expected]) => {
    await using sets = await ConfigSets.make()
    await sets.change(METADATA, FIRST, path)
    await sets.change(TEMPLATE, FIRST, path)
    expect(await sets.complaints()).toEqual([
      `metadata.yaml:7:18 available_steps[0].prompt_file: ${expected}`,
      `experiment_template.yaml:6:18 steps[0].prompt_file: ${expected}`,
    ])
  })

  test('not where experiments would get no copy of it', async () => {
    await using sets = await ConfigSets.make()
    await sets.write('elsewhere/first.txt', 'text')
    await sets.change(METADATA, FIRST, 'elsewhere/first.txt')
    await sets.change(TEMPLATE, FIRST, 'elsewhere/first.txt')
    expect(await sets.complaints()).toEqual([
      'metadata.yaml:7:18 available_steps[0].prompt_file: elsewhere/first.txt is not under prompts/. Move it there, so that experiments get a copy.',
    ])
  })

  test('but may be a link to one beside it', async () => {
    await using sets = await ConfigSets.make()
    await sets.remove(FIRST)
    await symlink('02_second.txt', sets.path(FIRST))
    expect(await sets.complaints()).toEqual([])
  })
})

describe('every file that an experiment gets a copy of is held to the same', () => {
  test.for<[string, Break, string]>([
    [
      'an empty answer',
      (sets) => sets.write('hitl/approval.txt', ' '),
      'hitl/approval.txt: is empty. Write the text into it.',
    ],
    [
      'a binary check',
      (sets) => sets.write('acceptance/01_first.test.mjs', '\0'),
      'acceptance/01_first.test.mjs: is not text (it holds NUL bytes). Name a UTF-8 text file.',
    ],
    [
      'a link out',
      (sets) => symlink('/etc/passwd', sets.path('hitl/clarification.txt')),
      'hitl/clarification.txt: leads out of its directory by a symbolic link. Copy the file inside.',
    ],
    [
      'a link to nowhere',
      (sets) => symlink('none', sets.path('hitl/clarification.txt')),
      'hitl/clarification.txt: does not exist. Create it or correct the path.',
    ],
    [
      'a link to a directory',
      (sets) => symlink('../prompts', sets.path('hitl/more')),
      'hitl/more: is a directory. Name a text file.',
    ],
  ])('%s', async ([, breakIt, expected]) => {
    await using sets = await ConfigSets.make()
    await breakIt(sets)
    expect(await sets.complaints()).toEqual([expected])
  })

  test('and a directory that may not be read is a problem like any other', async () => {
    await using sets = await ConfigSets.make()
    await chmod(sets.root, 0o755)
    await chmod(sets.path('hitl'), 0)
    expect(await unprivileged(() => sets.complaints())).toEqual([
      'hitl: cannot be read (EACCES). Check its permissions.',
    ])
  })
})

test('everything that is wrong comes at once', async () => {
  await using sets = await ConfigSets.make()
  await sets.change(METADATA, 'name: small', 'name: large')
  await sets.change(METADATA, '1.0.0', '1')
  await sets.change(METADATA, '- id: 2\n    name: Second', '- id: 1\n    name: ""')
  await sets.change(TEMPLATE, 'max_runs: 5', 'max_runs: 0')
  await sets.change(TEMPLATE, 'total: 600', 'total: 6')
  await sets.write('hitl/approval.txt', '')
  await sets.remove('prompts/02_second.txt')
  expect((await sets.complaints()).map((line) => line.replace(/(: | ).*/, ''))).toEqual([
    'metadata.yaml:1:7',
    'metadata.yaml:2:10',
    'metadata.yaml:9:9',
    'metadata.yaml:10:11',
    'metadata.yaml:11:18',
    'experiment_template.yaml:11:32',
    'experiment_template.yaml:12:35',
    'hitl/approval.txt',
  ])
})
