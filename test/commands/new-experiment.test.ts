import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { ExperimentConfig, parseYamlDocument } from '@genai-devbench/schema'
import { experimentPaths, readRegistry } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { CONFIG_SETS, copyConfigSet, devbench, editConfig, finishedRuns } from '../support/devbench.ts'

const OFFLINE = ['--config-set', 'minimal', '--provider', 'scripted']

describe.concurrent('new-experiment', () => {
  test('writes into config.yaml what the options say, and ends with the next steps', async () => {
    await using fixture = await devbench()
    const options = [
      '--frameworks',
      'self-refine,direct',
      '--model',
      'some-model',
      '--min-runs',
      '10',
      '--max-runs',
      '20',
      '--temperature',
      '0.7',
      '--seed',
      '42',
    ]
    const { code, stdout, stderr } = await fixture.run(
      'new-experiment',
      '--name',
      'my_test',
      '--config-set',
      'default',
      ...options,
      '--provider',
      'openai',
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const config = await readConfig(join(fixture.experiments, 'my_test'))
    expect(config).toMatchObject({
      name: 'my_test',
      model: 'some-model',
      temperature: 0.7,
      seed: 42,
      frameworks: [{ id: 'self-refine' }, { id: 'direct' }],
      llm: { provider: 'openai', api_key_env: 'OPENAI_API_KEY' },
      stopping: { mode: 'sequential', min_runs: 10, max_runs: 20 },
    })
    expect(stdout).not.toContain('Not given')
    for (const next of [
      'Review the configuration',
      'Customise the prompts',
      'run-experiment my_test --dry-run',
      'analyze my_test',
    ])
      expect(stdout).toContain(next)
  })

  test('without a terminal, a config set is enough: a free name, its frameworks and its model are taken and printed', async () => {
    await using fixture = await devbench()
    const first = await fixture.run('new-experiment', '--config-set', 'default')
    expect(first.code).toBe(0)
    for (const chosen of [
      'name: default_1',
      'frameworks: direct, self-refine',
      'model: gpt-4o-mini',
      'provider: openai',
      'seed: 1',
      'runs: 10 to 50 of each framework',
    ]) {
      expect(first.stdout).toContain(chosen)
    }
    expect(first.stdout).not.toContain('frameworks install')
    const frameworks = ['--frameworks', 'metagpt', 'direct', 'chatdev']
    const second = await fixture.run('new-experiment', '--config-set', 'default', ...frameworks)
    expect(second.stdout).toContain('name: default_2')
    expect(second.stdout).toMatch(
      /3\. Install what is missing +devbench frameworks install metagpt chatdev\n/,
    )
    expect(Object.keys((await readRegistry(fixture.experiments)).experiments)).toEqual([
      'default_1',
      'default_2',
    ])
  })

  test('without a terminal and without a config set it says which option is missing', async () => {
    await using fixture = await devbench()
    const { code, stderr } = await fixture.run('new-experiment')
    expect(code).toBe(2)
    expect(stderr).toContain('Give --config-set.\nAvailable: default, minimal.')
  })

  test('--list-config-sets lists them and makes nothing', async () => {
    await using fixture = await devbench()
    const { code, stdout } = await fixture.run('new-experiment', '--list-config-sets')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^default .*\n.*\n\nminimal /m)
    expect(existsSync(fixture.experiments)).toBe(false)
  })

  test('copies every file byte for byte and enables every step', async () => {
    await using fixture = await devbench()
    await fixture.run('new-experiment', '--name', 'copied', ...OFFLINE, '--config-set', 'default')
    const { root, config: configDir } = fixture.paths('copied')
    const source = join(CONFIG_SETS, 'default')
    const copied = (await filesBelow(source)).filter((path) => path.includes('/'))
    expect(copied.length).toBeGreaterThan(12)
    for (const path of copied)
      expect(await readFile(join(configDir, path))).toEqual(await readFile(join(source, path)))
    const expected = [...copied, 'config.schema.json', 'config.yaml'].toSorted()
    expect(await filesBelow(configDir)).toEqual(expected)
    const { steps } = await readConfig(root)
    expect(steps.map(({ id, enabled }) => [id, enabled])).toEqual([1, 2, 3, 4, 5, 6].map((id) => [id, true]))
    expect(await filesBelow(root)).toEqual(
      ['.meta/experiment.json', 'README.md', ...expected.map((path) => `config/${path}`)].toSorted(),
    )
  })

  test('an experiment needs nothing but itself: it runs elsewhere, its config set gone', async () => {
    await using fixture = await devbench()
    const sets = join(fixture.dir, 'sets')
    await copyConfigSet('minimal', join(sets, 'minimal'))
    await fixture.run(
      'new-experiment',
      '--name',
      'alone',
      ...OFFLINE,
      '--frameworks',
      'direct',
      '--max-runs',
      '1',
      '--config-sets-dir',
      sets,
    )
    await editConfig(fixture.paths('alone'), [/when: each_step/, 'when: never'])
    const { root } = fixture.paths('alone')
    const elsewhere = join(fixture.dir, 'else where', 'renamed')
    await mkdir(join(fixture.dir, 'else where'))
    await rename(root, elsewhere)
    await rm(sets, { recursive: true })
    for (const path of await filesBelow(elsewhere)) {
      const text = await readFile(join(elsewhere, path), 'utf8')
      expect(text).not.toContain(fixture.dir)
      expect(text).not.toContain('config_sets')
    }
    const { code, stdout } = await fixture.run('run-experiment', elsewhere)
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Finished: all planned runs are made.'),
    })
    expect(await finishedRuns(experimentPaths(elsewhere))).toEqual(['direct 1 completed'])
  })

  test('--from makes an unsealed experiment with the configuration of another, without its runs', async () => {
    await using fixture = await devbench()
    const source = await fixture.make('first', { maxRuns: 1 })
    await fixture.run('run-experiment', 'first')
    await writeFile(join(source.config, 'prompts/01_hello_world_api.txt'), 'Another task.')
    await editConfig(source, ['max_runs: 1', 'max_runs: 2 # more'])
    const refused = await fixture.run('run-experiment', 'first')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(
      'has changed since:\n  - config/config.yaml: changed\n  - config/prompts/01_hello_world_api.txt: changed\n',
    )
    expect(refused.stderr).toContain('new-experiment --from first --name first_v2')

    const { code, stdout } = await fixture.run('new-experiment', '--from', 'first', '--name', 'first_v2')
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Made the experiment first_v2'),
    })
    const fork = fixture.paths('first_v2')
    expect(await readConfig(fork.root)).toMatchObject({ name: 'first_v2', stopping: { max_runs: 2 } })
    expect(await readFile(fork.configFile, 'utf8')).toContain('max_runs: 2 # more')
    expect(await readFile(join(fork.config, 'prompts/01_hello_world_api.txt'), 'utf8')).toBe('Another task.')
    expect(await readdir(fork.runs)).toEqual([])
    expect(await fixture.run('run-experiment', 'first_v2')).toMatchObject({ code: 0 })
    expect(await finishedRuns(fork)).toEqual(['direct 1 completed', 'direct 2 completed'])
  })
})

describe.concurrent('new-experiment, given something wrong,', () => {
  test.for<{ what: string; args: string[]; says: (string | RegExp)[] }>([
    {
      what: 'a config set that does not exist',
      args: ['--config-set', 'minimul'],
      says: ['There is no config set "minimul"', 'Did you mean "minimal"? Available: default, minimal.'],
    },
    {
      what: 'a framework that does not exist',
      args: [...OFFLINE, '--frameworks', 'drect'],
      says: [/^error: There is no framework "drect"/, 'Did you mean "direct"? Available: ', 'self-refine'],
    },
    {
      what: 'a provider that does not exist',
      args: [...OFFLINE, '--provider', 'opnai'],
      says: ['There is no provider "opnai"', 'Did you mean "openai"?'],
    },
    {
      what: 'an address for the offline provider',
      args: [...OFFLINE, '--base-url', 'http://localhost/v1'],
      says: ['no use for --base-url'],
    },
    {
      what: 'a compatible provider without its address',
      args: [...OFFLINE, '--provider', 'openai-compatible'],
      says: ['needs --base-url'],
    },
    {
      what: 'a model of another provider',
      args: [...OFFLINE, '--provider', 'anthropic'],
      says: ['gpt-4o-mini is none of the provider anthropic', '--model'],
    },
    {
      what: 'a key where its name belongs',
      args: [...OFFLINE, '--provider', 'openai', '--api-key-env', 'sk-secret'],
      says: ['llm.api_key_env: not the name of an environment variable'],
    },
    { what: 'an empty model', args: [...OFFLINE, '--model', ' '], says: ['model: empty. Name the model.'] },
    {
      what: 'an option that does not exist',
      args: [...OFFLINE, '--framework', 'direct'],
      says: ["unknown option '--framework'", 'Did you mean --frameworks?'],
    },
    {
      what: 'a number of runs that is none',
      args: [...OFFLINE, '--min-runs', 'ten'],
      says: ["'ten' is invalid. Give a whole number from 1."],
    },
    {
      what: 'more runs at least than at most',
      args: [...OFFLINE, '--min-runs', '6', '--max-runs', '5'],
      says: ['--min-runs 6 is more than --max-runs 5'],
    },
    {
      what: 'more runs at least than the config set makes',
      args: [...OFFLINE, '--min-runs', '6'],
      says: ['--min-runs 6 is more than max_runs of the config set, 5.', 'Give a higher --max-runs'],
    },
    {
      what: 'too few runs for a stopping rule',
      args: [...OFFLINE, '--min-runs', '3', '--max-runs', '9'],
      says: ['--min-runs 3 is below 5', 'equal --min-runs and --max-runs'],
    },
    {
      what: 'a temperature above 2',
      args: [...OFFLINE, '--temperature', '3'],
      says: ["'3' is invalid. Give a number from 0 to 2."],
    },
    {
      what: 'many things at once',
      args: [
        '--name=a b',
        '--config-set',
        'minimul',
        '--frameworks',
        'drect',
        '--provider',
        'opnai',
        '--seed',
        'one',
        '--max-runs',
        '0',
      ],
      says: [
        'The options cannot be used: 6 problems\n',
        '  - There is no config set "minimul"',
        '  - The experiment name "a b" is not a usable name.',
        '  - There is no framework "drect". Did you mean "direct"?',
        '  - There is no provider "opnai". Did you mean "openai"?',
        "  - --seed 'one' is invalid. Give a whole number from 0",
        "  - --max-runs '0' is invalid.",
      ],
    },
    {
      what: 'its name behind the frameworks',
      args: [...OFFLINE, '--frameworks', 'direct', 'my_test'],
      says: ['There is no framework "my_test".\nIf it is the name of the experiment: --name my_test.'],
    },
    {
      what: 'its name without an option',
      args: ['my_test', ...OFFLINE],
      says: ['"my_test" belongs to no option.\nIf it is the name of the experiment: --name my_test'],
    },
    {
      what: 'options that --from cannot take',
      args: ['--from', 'other', '--model', 'm', '--base-url', 'http://x'],
      says: ['--model, --base-url cannot be given with it'],
    },
    {
      what: 'an experiment to copy that does not exist',
      args: ['--from', 'other'],
      says: ['There is no experiment "other"'],
    },
  ])('$what, says so and makes nothing', async ({ args, says }) => {
    await using fixture = await devbench()
    const { code, stdout, stderr } = await fixture.run('new-experiment', ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const text of says) expect(stderr).toMatch(text)
    expect(stderr).not.toContain('    at ')
    expect(existsSync(fixture.experiments) ? await readdir(fixture.experiments) : []).toEqual([])
  })

  test('names that are unsafe or look like another are refused, with the rule', async () => {
    await using fixture = await devbench()
    const names = ['../x', '', '-x', 'line\nend', 'n'.repeat(300), '\u0435xp']
    await Promise.all(
      names.map(async (name) => {
        const { code, stderr } = await fixture.run('new-experiment', `--name=${name}`, ...OFFLINE)
        expect({ name, code }).toEqual({ name, code: 2 })
        expect(stderr).toMatch(
          /^error: The experiment name ".{0,90}" is (not a usable name|longer than 64 characters)\. Use 1 to 64 of the letters a-z, digits, "-" and "_"/,
        )
        expect(stderr.includes('(U+')).toBe(/[^\p{ASCII}]/u.test(name))
      }),
    )
    expect(await readdir(fixture.dir)).not.toContain('x')
    expect(existsSync(fixture.experiments)).toBe(false)
  })

  test('a directory that exists is left as it is', async () => {
    await using fixture = await devbench()
    const theirs = join(fixture.experiments, 'theirs')
    await mkdir(theirs, { recursive: true })
    await writeFile(join(theirs, 'thesis.txt'), 'years of work')
    const { code, stderr } = await fixture.run('new-experiment', '--name', 'theirs', ...OFFLINE)
    expect(code).toBe(2)
    expect(stderr).toContain(`${theirs} already exists; nothing in it was touched.`)
    expect(await filesBelow(fixture.experiments)).toEqual(['theirs/thesis.txt'])
  })

  test('a file where the experiments directory should be is named', async () => {
    await using fixture = await devbench()
    await writeFile(fixture.experiments, '')
    const { code, stderr } = await fixture.run('new-experiment', '--name', 'x', ...OFFLINE)
    expect(code).toBe(2)
    expect(stderr).toContain(`error: ${fixture.experiments}`)
    expect(stderr).not.toContain('    at ')
  })

  test('a broken config set is refused with all that is wrong with it', async () => {
    await using fixture = await devbench()
    const set = await copyConfigSet('minimal', join(fixture.dir, 'sets/minimal'))
    await writeFile(join(set, 'prompts/01_hello_world_api.txt'), Buffer.from([0x50, 0x4b, 0, 1]))
    await rm(join(set, 'hitl/approval.txt'))
    await symlink('/etc/hostname', join(set, 'hitl/approval.txt'))
    await writeFile(
      join(set, 'metadata.yaml'),
      (await readFile(join(set, 'metadata.yaml'), 'utf8')).replace('version:', 'verson:'),
    )
    const { code, stderr } = await fixture.run(
      'new-experiment',
      '--name',
      'x',
      ...OFFLINE,
      '--config-sets-dir',
      join(fixture.dir, 'sets'),
    )
    expect(code).toBe(2)
    expect(stderr).toContain('metadata.yaml:2:1 verson: unknown key "verson". Did you mean "version"?')
    expect(stderr).toMatch(/prompts\/01_hello_world_api\.txt:? is not text \(it holds NUL bytes\)/)
    expect(stderr).toContain('hitl/approval.txt: leads out of its directory by a symbolic link.')
    expect(existsSync(fixture.experiments)).toBe(false)
  })
})

describe('many at once', () => {
  test('20 processes that make experiments at the same time lose none', async () => {
    await using fixture = await devbench()
    const names = Array.from({ length: 20 }, (_, index) => `exp_${String(index).padStart(2, '0')}`)
    const ended = await Promise.all(
      names.map((name) => fixture.run('new-experiment', '--name', name, ...OFFLINE)),
    )
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      names.map(() => ({ code: 0, stderr: '' })),
    )
    expect(await readdir(fixture.experiments)).toEqual(['.experiment_registry.json', ...names])
    const { experiments } = await readRegistry(fixture.experiments)
    expect(Object.keys(experiments).toSorted()).toEqual(names)
    expect(new Set(Object.values(experiments).map(({ id }) => id)).size).toBe(20)
    for (const name of names)
      expect(await readConfig(join(fixture.experiments, name))).toMatchObject({ name })
  })

  test('of processes that make the same name exactly one succeeds, and its experiment is whole', async () => {
    await using fixture = await devbench()
    const models = ['model-a', 'model-b', 'model-c']
    const ended = await Promise.all(
      models.map((model) => fixture.run('new-experiment', '--name', 'same', '--model', model, ...OFFLINE)),
    )
    expect(ended.filter(({ code }) => code === 0)).toHaveLength(1)
    expect(ended.filter(({ code }) => code === 2)).toHaveLength(2)
    for (const { code, stderr } of ended)
      expect(stderr).toMatch(code === 0 ? /^$/ : /already exists; nothing in it was touched/)
    expect(await readConfig(join(fixture.experiments, 'same'))).toMatchObject({
      model: models[ended.findIndex(({ code }) => code === 0)],
    })
    expect(await readdir(fixture.experiments)).toEqual(['.experiment_registry.json', 'same'])
  })

  test('a lost or spoilt registry is made again from the experiments that lie there', async () => {
    await using fixture = await devbench()
    const { root } = await fixture.make('first')
    await cp(root, join(fixture.experiments, 'brought_along'), { recursive: true })
    await writeFile(join(fixture.experiments, '.experiment_registry.json'), '{"schema_ver')
    await fixture.make('second')
    const { experiments } = await readRegistry(fixture.experiments)
    expect(Object.keys(experiments).toSorted()).toEqual(['brought_along', 'first', 'second'])
    expect((await readdir(fixture.experiments)).some((name) => name.includes('unreadable'))).toBe(true)
  })

  test('killed in the middle, it leaves no experiment under the name, and the next one clears up', async () => {
    await using fixture = await devbench()
    const set = await copyConfigSet('minimal', join(fixture.dir, 'sets/minimal'))
    // Enough files that the middle lasts.
    for (let index = 0; index < 1500; index++)
      await writeFile(join(set, 'hitl', `answer_${index}.txt`), 'yes')
    const args = ['--name', 'cut_off', ...OFFLINE, '--config-sets-dir', join(fixture.dir, 'sets')]
    const running = fixture.start('new-experiment', ...args)
    const staged = await untilStaging(fixture.experiments)
    running.kill('SIGKILL')
    await running.ended
    expect(running.output()).toBe('')
    expect(await readdir(fixture.experiments)).toEqual([basename(staged)])
    expect(basename(staged).startsWith('.')).toBe(true)

    await fixture.make('next')
    expect(await readdir(fixture.experiments)).toEqual(['.experiment_registry.json', 'next'])
    expect(await fixture.run('new-experiment', ...args)).toMatchObject({ code: 0 })
    expect(Object.keys((await readRegistry(fixture.experiments)).experiments).toSorted()).toEqual([
      'cut_off',
      'next',
    ])
  })
})

/** The hidden directory in which an experiment is being put together, once some of it is there. */
async function untilStaging(experiments: string): Promise<string> {
  for (;;) {
    const [name] = existsSync(experiments) ? await readdir(experiments) : []
    if (name !== undefined && existsSync(join(experiments, name, 'config'))) return join(experiments, name)
    await new Promise(setImmediate)
  }
}

async function readConfig(root: string): Promise<ExperimentConfig> {
  const { value, problems } = parseYamlDocument(
    await readFile(experimentPaths(root).configFile, 'utf8'),
    ExperimentConfig,
    'config.yaml',
  )
  if (!value) throw new Error(JSON.stringify(problems))
  return value
}
