import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Manifest } from '@genai-devbench/schema'
import { type ExperimentPaths, readJournal } from '@genai-devbench/store'
import { type YAMLMap, type YAMLSeq, parseDocument } from 'yaml'
import { describe, expect, test } from 'vitest'
import { devbench, editConfig, finishedRuns, processesIn, runRecord } from '../support/devbench.ts'
import { publishedBin } from '../support/published-form.ts'

describe.concurrent('run-experiment', () => {
  test('--dry-run checks everything, prints the plan and changes nothing', async () => {
    await using fixture = await devbench()
    const { root, runs } = await fixture.make('planned', {
      configSet: 'default',
      frameworks: ['direct', 'self-refine'],
      maxRuns: 3,
      temperature: 0.5,
    })
    const { code, stdout } = await fixture.run('run-experiment', 'planned', '--dry-run')
    expect(code).toBe(0)
    for (const text of [
      root,
      'gpt-4o-mini',
      'scripted model',
      'temperature 0.5',
      'direct, self-refine',
      '1 Student CRUD -> 2 Course CRUD',
      '3 of each framework (6 in all)',
      'nothing was run',
    ]) {
      expect(stdout).toContain(text)
    }
    expect(await readdir(runs)).toEqual([])
    expect(await readdir(join(root, '.meta'))).toEqual(['experiment.json'])
  })

  test('makes every run once, whatever part of them each call asks for', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('parts', { frameworks: ['direct', 'self-refine'], maxRuns: 3 })
    const first = await fixture.run('run-experiment', 'parts', '--frameworks', 'direct', '--max-runs', '1')
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Stopped at 1 of at most 3 runs of direct (--max-runs).'),
    })
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed'])
    const second = await fixture.run('run-experiment', 'parts', '--max-runs', '2')
    expect(second.stdout).toContain('Going on: 1 run is finished.')
    expect(second.stdout).toContain(
      'Stopped at 2 of at most 3 runs of each framework (--max-runs).\nTo go on: run-experiment parts\n',
    )
    const third = await fixture.run('run-experiment', 'parts')
    expect(third).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Finished: all planned runs are made.\nNext: analyze parts\n'),
    })
    const records = await readJournal(paths)
    expect(records.map(({ framework, run, attempt }) => `${framework} ${run} ${attempt}`).toSorted()).toEqual(
      ['direct 1 1', 'direct 2 1', 'direct 3 1', 'self-refine 1 1', 'self-refine 2 1', 'self-refine 3 1'],
    )
    const again = await fixture.run('run-experiment', 'parts')
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Going on: 6 runs are finished.\nFinished'),
    })
    expect(await readJournal(paths)).toEqual(records)
    expect(Manifest.parse(JSON.parse(await readFile(paths.manifest, 'utf8'))).runs).toHaveLength(6)
  })

  test('says when the frameworks asked for are done and others are not', async () => {
    await using fixture = await devbench()
    await fixture.make('half', { frameworks: ['direct', 'self-refine'], maxRuns: 1 })
    const { code, stdout } = await fixture.run('run-experiment', 'half', '--frameworks', 'self-refine')
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'The selected frameworks are done; others of the experiment are not.\nNext: run-experiment half\n',
      ),
    })
  })

  test('with the first step disabled and two others swapped, the YAML gives the order and ids stay', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('swapped', { configSet: 'default', maxRuns: 1 })
    await editSteps(paths, ([first, second, third, ...rest]) => {
      for (const step of [first, ...rest]) step?.set('enabled', false)
      return [first, third, second, ...rest].filter((step) => step !== undefined)
    })
    // What a disabled step would have used may be gone.
    await writeFile(join(paths.config, 'prompts/01_student_crud.txt'), '')
    const { code, stdout } = await fixture.run('run-experiment', 'swapped')
    expect(code).toBe(0)
    expect(stdout).toContain('3 Teacher CRUD -> 2 Course CRUD  (4 disabled)')
    const { steps } = await runRecord(paths, 'direct', 1)
    expect(steps.map(({ id, name, execution_index }) => [id, name, execution_index])).toEqual([
      [3, 'Teacher CRUD', 1],
      [2, 'Course CRUD', 2],
    ])
  })

  test('Ctrl-C ends the run under way and all its processes; the next call goes on and repeats nothing', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('stopped', { frameworks: ['direct', 'command'], maxRuns: 3 })
    const block = join(fixture.dir, 'block')
    await makeStubborn(paths, block)
    const running = fixture.start('run-experiment', 'stopped')
    await untilThere(join(paths.run('slow', 2).root, 'workspace/ready'))
    running.kill('SIGINT')
    const { code, stdout } = await running.ended
    expect(code).toBe(130)
    expect(stdout).toContain('Stopping: ending what is under way')
    expect(stdout).toContain('To go on: run-experiment stopped')
    // Of the step and of its run, once.
    expect(stdout.match(/the runner was stopped/g)).toHaveLength(1)
    expect(await processesIn(fixture.dir)).toEqual([])
    const before = await readJournal(paths)
    expect(before.length).toBeGreaterThanOrEqual(2)
    expect(before.some(({ framework, run }) => framework === 'slow' && run === 2)).toBe(false)

    await rm(join(block, 'on'))
    const second = await fixture.run('run-experiment', 'stopped')
    expect(second.code).toBe(0)
    expect(second.stdout).toContain('slow run 2: again, because attempt 1 did not finish')
    const after = await readJournal(paths)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(await finishedRuns(paths)).toEqual(
      ['direct', 'slow'].flatMap((framework) => [1, 2, 3].map((run) => `${framework} ${run} completed`)),
    )
    expect(after.filter(({ attempt }) => attempt > 1).map(({ framework, run }) => [framework, run])).toEqual([
      ['slow', 2],
    ])
    expect((await runRecord(paths, 'slow', 2)).abandoned_attempts).toMatchObject([
      { attempt: 1, outcome: 'interrupted' },
    ])
  })

  test('killed at once, it goes on when called again, and ends what the killed one left running', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('killed', { frameworks: ['command'], maxRuns: 2 })
    const block = join(fixture.dir, 'block')
    await makeStubborn(paths, block)
    const running = fixture.start('run-experiment', 'killed')
    await untilThere(join(paths.run('slow', 2).root, 'workspace/ready'))
    running.kill('SIGKILL')
    await running.ended
    await rm(join(block, 'on'))
    const { code, stdout } = await fixture.run('run-experiment', 'killed')
    expect(code).toBe(0)
    expect(stdout).toContain('slow run 2: again, because attempt 1 did not finish: the runner was cut off')
    expect(await finishedRuns(paths)).toEqual(['slow 1 completed', 'slow 2 completed'])
    expect(await processesIn(fixture.dir)).toEqual([])
  })

  test('a second Ctrl-C ends it at once, and its processes with it', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('impatient', { frameworks: ['command'], maxRuns: 2 })
    await makeStubborn(paths, join(fixture.dir, 'block'))
    const running = fixture.start('run-experiment', 'impatient')
    await untilThere(join(paths.run('slow', 2).root, 'workspace/ready'))
    running.kill('SIGINT')
    await running.printed('Stopping: ')
    running.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
    await untilNoneWorksIn(fixture.dir)
  })

  test('output that nobody reads any more stops it cleanly', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('unheard', { maxRuns: 5 })
    const pipeline = fixture.launch('sh', [
      '-c',
      `"${process.execPath}" "$0" run-experiment unheard | head -n 1`,
      publishedBin('devbench'),
    ])
    const { stdout, stderr } = await pipeline.ended
    expect(stdout).toBe(`Experiment   unheard  (${paths.root})\n`)
    expect(stderr).toBe('')
    expect(await processesIn(paths.root)).toEqual([])
  })
})

describe.concurrent('run-experiment refuses', () => {
  test('a second runner while one is at work, and names the first', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('busy', { frameworks: ['command'], maxRuns: 1 })
    await replaceFramework(paths, 'command', {
      id: 'slow',
      adapter: 'command',
      options: { argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] },
    })
    const first = fixture.start('run-experiment', 'busy')
    await first.printed('slow run 1: started')
    const second = await fixture.run('run-experiment', 'busy')
    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(
      new RegExp(
        `^error: Another run-experiment is at work on ${paths.root}: process ${first.pid} on .+, since 20`,
      ),
    )
    expect(second.stderr).toContain('Wait for it, or stop it')
    first.kill('SIGTERM')
    expect(await first.ended).toMatchObject({ code: 130 })
    expect(await processesIn(paths.root)).toEqual([])
  })

  test('a provider whose key is missing: it names the variable and the offline provider, and switches to nothing', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('keyless', { provider: 'openai' })
    const { code, stdout, stderr } = await fixture.run('run-experiment', 'keyless')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /config\/config\.yaml:\d+:\d+ llm\.api_key_env: the environment variable OPENAI_API_KEY.* is not set\. Set it .*\{provider: scripted\}, the offline model\./,
    )
    expect(await readdir(paths.runs)).toEqual([])
    expect(existsSync(paths.seal)).toBe(false)
  })

  test('a configuration that was changed after the first run, and lists the files', async () => {
    await using fixture = await devbench()
    const paths = await fixture.make('sealed', { maxRuns: 2 })
    await fixture.run('run-experiment', 'sealed', '--max-runs', '1')
    await editConfig(paths, ['per_step: 600', 'per_step: 60'])
    await writeFile(join(paths.config, 'prompts/02_more.txt'), 'more')
    for (const args of [[], ['--dry-run']]) {
      const { code, stderr } = await fixture.run('run-experiment', 'sealed', ...args)
      expect(code).toBe(2)
      expect(stderr).toMatch(
        /sealed by the first run \(20.*\) and has changed since:\n {2}- config\/config\.yaml: changed\n {2}- config\/prompts\/02_more\.txt: added\n/,
      )
      expect(stderr).toContain('new-experiment --from sealed')
    }
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed'])
    const amended = await fixture.run('run-experiment', 'sealed', '--amend', 'a minute is enough')
    expect(amended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The configuration was amended: a minute is enough'),
    })
    expect(await finishedRuns(paths)).toEqual(['direct 1 completed', 'direct 2 completed'])
  })

  test('names, frameworks and numbers that do not fit the experiments there are', async () => {
    await using fixture = await devbench()
    await fixture.make('my_test')
    await mkdir(join(fixture.experiments, 'notes'))
    const cases: [args: string[], says: string[]][] = [
      [['my_tset'], ['There is no experiment "my_tset"', 'Did you mean "my_test"?']],
      [['notes'], ['is not an experiment: config/config.yaml is missing']],
      [
        ['my_test', '--frameworks', 'dirct'],
        ['The experiment has no framework "dirct"', 'Did you mean "direct"?'],
      ],
      [
        ['my_test', '--max-runs', '6'],
        ['--max-runs 6 is more than the experiment plans (stopping.max_runs: 5)'],
      ],
      [
        ['my_test', '--dryrun'],
        ["unknown option '--dryrun'", 'Did you mean --dry-run?'],
      ],
    ]
    for (const [args, says] of cases) {
      const { code, stdout, stderr } = await fixture.run('run-experiment', ...args)
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' })
      for (const text of says) expect(stderr).toContain(text)
    }
  })
})

async function editSteps(
  { configFile }: ExperimentPaths,
  edit: (steps: YAMLMap[]) => YAMLMap[],
): Promise<void> {
  const document = parseDocument(await readFile(configFile, 'utf8'))
  const steps = document.get('steps') as YAMLSeq<YAMLMap>
  steps.items = edit(steps.items)
  await writeFile(configFile, document.toString())
}

async function replaceFramework({ configFile }: ExperimentPaths, id: string, entry: object): Promise<void> {
  const document = parseDocument(await readFile(configFile, 'utf8'))
  const frameworks = (document.toJS() as { frameworks: unknown[] }).frameworks
  document.set(
    'frameworks',
    document.createNode(frameworks.map((framework) => (framework === id ? entry : framework))),
  )
  await writeFile(configFile, document.toString())
}

/** Puts a framework into an experiment whose run 2 ends only by force, for as long as `block` is there. */
async function makeStubborn(paths: ExperimentPaths, block: string): Promise<void> {
  await mkdir(block)
  await writeFile(join(block, 'on'), '')
  await editConfig(paths, ['  concurrency: 1', `  readable: [${JSON.stringify(block)}]\n  concurrency: 1`])
  await replaceFramework(paths, 'command', {
    id: 'slow',
    adapter: 'command',
    options: {
      argv: [
        process.execPath,
        '-e',
        `const fs = require('fs')
if (process.cwd().includes('run_002') && fs.existsSync('${join(block, 'on')}')) {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 1000)
  fs.writeFileSync('ready', '')
}`,
      ],
      success: 'exit_code',
    },
  })
}

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(10)
}

/** A process that was killed is there a moment longer. */
async function untilNoneWorksIn(dir: string): Promise<void> {
  for (let tries = 0; tries < 200 && (await processesIn(dir)).length > 0; tries++) await sleep(10)
  expect(await processesIn(dir)).toEqual([])
}
