import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunEvent } from '@genai-devbench/schema'
import { readStageRecords } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { MARKER } from '../src/processes/step-processes.ts'
import { type Fixture, experiment, script, step } from './experiment.fixture.ts'

const QUICK = script('a', `import { writeFileSync } from 'node:fs'; writeFileSync('made', '')`)

const ENDLESS = script('a', 'setInterval(() => {}, 1000)')

/** Waits until there is a file in the directory of the experiment; to be put into a script. */
const untilThere = (file: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  import { setTimeout as sleep } from 'node:timers/promises'
  const root = process.cwd() + '/../../../../'
  const run = Number(process.cwd().match(/run_(\\d+)/)[1])
  const untilThere = async () => { while (!existsSync(root + '${file}')) await sleep(20) }
`

const execute = (name: string, order: number, rest = {}) => ({
  name,
  type: 'execute',
  order,
  completion: 'tasks_done',
  ...rest,
})
const scripted = (name: string, type: string, order: number, rest = {}) => ({
  name,
  type,
  order,
  completion: 'script_exit',
  script: `scripts/${name}.sh`,
  ...rest,
})

/** An experiment of 4 runs of one step, with the bodies of its stages' shell scripts. */
async function staged(
  stages: unknown[],
  scripts: Record<string, string> = {},
  settings: Record<string, unknown> = {},
): Promise<Fixture> {
  const fixture = await experiment({
    frameworks: [QUICK],
    steps: [step(1)],
    stopping: { mode: 'fixed', max_runs: 4 },
    stages,
    ...settings,
    // Frameworks and scripts meet in the directory of the experiment.
    execution: { isolation: 'none', ...(settings['execution'] as object | undefined) },
  })
  for (const [name, body] of Object.entries(scripts)) {
    const path = join(fixture.paths.config, 'scripts', `${name}.sh`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
  return fixture
}

/** What happened, in order: `pilot`, `a2`, `pilot completed`. */
const story = (events: RunEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'stage_started') return event.stage
    if (event.type === 'stage_finished') return `${event.stage} ${event.outcome}`
    return event.type === 'run_finished' ? `${event.framework}${event.run}` : []
  })

const outLog = ({ paths }: Fixture, stage: string): Promise<string> =>
  readFile(paths.stageLog(stage, 'out'), 'utf8')

test('a checkpoint stops the experiment after the pilot; later the rest is made and nothing twice', async () => {
  await using fixture = await staged(
    [
      execute('main', 3),
      scripted('cleanup', 'cleanup', 4),
      scripted('checkpoint', 'custom', 2),
      execute('pilot', 1, { runs: 2 }),
    ],
    {
      checkpoint: 'echo "$DEVBENCH_FINISHED_RUNS"; test -e approved || { echo "not approved" >&2; exit 3; }',
      cleanup: 'echo "$DEVBENCH_FINISH_REASON"',
    },
  )
  const first = await fixture.run()
  expect(first.reason).toBe('stage_failed')
  expect(story(first.events)).toEqual([
    'pilot',
    'a1',
    'a2',
    'pilot completed',
    'checkpoint',
    'checkpoint failed',
    'cleanup',
    'cleanup completed',
  ])
  expect(first.events).toContainEqual(
    expect.objectContaining({
      type: 'stage_finished',
      stage: 'checkpoint',
      reason: 'scripts/checkpoint.sh: exit code 3: not approved',
    }),
  )
  await writeFile(join(fixture.paths.root, 'approved'), '')
  const second = await fixture.run()
  expect(second.reason).toBe('max_runs')
  expect(story(second.events)).toEqual([
    'checkpoint',
    'checkpoint completed',
    'main',
    'a3',
    'a4',
    'main completed',
    'cleanup',
    'cleanup completed',
  ])
  expect(await outLog(fixture, 'checkpoint')).toBe('2\n2\n')
  expect(await outLog(fixture, 'cleanup')).toBe('stage_failed\nmax_runs\n')
  const third = await fixture.run()
  expect([third.reason, story(third.events)]).toEqual(['max_runs', []])
  // Of runs the runs themselves tell what is over.
  await rm(fixture.paths.run('a', 4).root, { recursive: true })
  await rm(fixture.paths.journal)
  const fourth = await fixture.run()
  expect(story(fourth.events)).toEqual(['main', 'a4', 'main completed', 'cleanup', 'cleanup completed'])
})

test('what is prepared is prepared again only after a cleanup', async () => {
  const stages = [scripted('prepare', 'prepare', 1), execute('main', 2)]
  const scripts = { prepare: 'echo prepared', cleanup: 'true' }
  await using kept = await staged(stages, scripts)
  expect((await kept.run({ maxRuns: 1 })).reason).toBe('part_done')
  await kept.run()
  expect(await outLog(kept, 'prepare')).toBe('prepared\n')
  await using cleared = await staged([...stages, scripted('cleanup', 'cleanup', 3)], scripts)
  await cleared.run({ maxRuns: 1 })
  await cleared.run()
  await cleared.run()
  expect(await outLog(cleared, 'prepare')).toBe('prepared\nprepared\n')
})

test('a runner that is stopped cleans up; the stage that was cut off is begun again', async () => {
  await using fixture = await staged(
    [scripted('wait', 'custom', 1), execute('main', 2), scripted('cleanup', 'cleanup', 3)],
    { wait: 'echo began; test -e go || sleep 60', cleanup: 'echo "$DEVBENCH_FINISH_REASON"' },
  )
  const stop = new AbortController()
  const { reason, events } = await fixture.run({
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'stage_started') setImmediate(() => stop.abort())
    },
  })
  expect(reason).toBe('interrupted')
  expect(story(events)).toEqual(['wait', 'wait unfinished', 'cleanup', 'cleanup completed'])
  expect(await outLog(fixture, 'cleanup')).toBe('interrupted\n')
  await writeFile(join(fixture.paths.root, 'go'), '')
  expect((await fixture.run()).reason).toBe('max_runs')
})

test.skipIf(process.platform !== 'linux')(
  'a script that outlived its runner is ended, also where its stage is not begun again',
  async () => {
    await using fixture = await staged([scripted('monitor', 'hybrid', 1, { completion: 'tasks_done' })], {
      monitor: 'sleep 60',
    })
    await fixture.run()
    const owner = fixture.paths.stageLog('monitor', 'out')
    const left = spawn('sleep', ['60'], { env: { ...process.env, [MARKER]: `${owner} 1` } })
    const end = once(left, 'exit')
    const began = (await readStageRecords(fixture.paths))[0]
    await appendFile(fixture.paths.stages, `${JSON.stringify(began)}\n`)
    const { events } = await fixture.run()
    expect(story(events)).toEqual([])
    expect(await end).toEqual([null, 'SIGKILL'])
  },
)

test('a stage that takes too long is ended with its runs, which are kept as attempts; one that is optional is passed over', async () => {
  const stages = (optional: boolean) => [
    execute('hopeless', 1, { runs: 1, timeout_secs: 0.3, optional }),
    scripted('after', 'custom', 2),
  ]
  await using fixture = await staged(stages(false), { after: 'echo after' }, { frameworks: [ENDLESS] })
  const { reason, events } = await fixture.run()
  expect(reason).toBe('stage_failed')
  expect(story(events)).toEqual(['hopeless', 'a1', 'hopeless timed_out'])
  expect((await fixture.record('a', 1)).outcome).toBe('interrupted')
  await using optional = await staged(stages(true), { after: 'echo after' }, { frameworks: [ENDLESS] })
  const passed = await optional.run()
  expect(passed.reason).toBe('stages_done')
  expect(story(passed.events)).toEqual(['hopeless', 'a1', 'hopeless timed_out', 'after', 'after completed'])
  expect(story((await optional.run()).events)).toEqual([])
})

test('after its duration a stage begins no run; the next one goes on with them', async () => {
  await using fixture = await staged(
    [execute('timed', 1, { completion: 'duration', duration_secs: 0.01 }), execute('main', 2)],
    {},
    { frameworks: [script('a', 'setTimeout(() => {}, 100)')] },
  )
  const { reason, events } = await fixture.run()
  expect(reason).toBe('max_runs')
  const [began, one, over, ...rest] = story(events)
  expect([began, one, over]).toEqual(['timed', 'a1', 'timed completed'])
  expect(rest).toEqual(['main', 'a2', 'a3', 'a4', 'main completed'])
})

test('the script beside the runs of a hybrid stage is ended with them, and one that fails ends the stage', async () => {
  const monitor = (completion: string) => [
    scripted('monitor', 'hybrid', 1, { completion }),
    scripted('cleanup', 'cleanup', 2),
  ]
  await using fixture = await staged(monitor('tasks_done'), {
    monitor: 'echo $$ > pid; sleep 60',
    cleanup: 'kill -0 "$(cat pid)" 2>/dev/null && echo left || echo gone',
  })
  expect((await fixture.run()).reason).toBe('max_runs')
  expect(await outLog(fixture, 'cleanup')).toBe('gone\n')
  await using failing = await staged(
    monitor('tasks_done'),
    { monitor: 'touch gave-up; exit 1', cleanup: 'true' },
    { frameworks: [script('a', `${untilThere('gave-up')} await untilThere(); await sleep(500)`)] },
  )
  const { reason, events } = await failing.run()
  expect(reason).toBe('stage_failed')
  // Runs under way come to their end; no other is begun once the script is known to have failed.
  expect(story(events)).toContain('a1')
  expect(story(events)).not.toContain('a4')
  expect(story(events)).toContain('monitor failed')
  expect((await failing.journal())[0]).toMatchObject({ run: 1, outcome: 'completed' })
})

test('a duration ends the script of its stage, and the end of its script the runs of a hybrid', async () => {
  await using fixture = await staged(
    [
      scripted('pause', 'custom', 1, { completion: 'duration', duration_secs: 0.1 }),
      scripted('beside', 'hybrid', 2),
    ],
    {
      pause: 'sleep 60',
      beside: 'while ! test -e second; do sleep 0.05; done; touch script-done',
    },
    {
      frameworks: [
        script(
          'a',
          `${untilThere('script-done')} if (run === 2) writeFileSync(root + 'second', ''); if (run >= 2) { await untilThere(); await sleep(500) }`,
        ),
      ],
    },
  )
  const { reason, events } = await fixture.run()
  expect(reason).toBe('stages_done')
  const told = story(events)
  expect(told.slice(0, 5)).toEqual(['pause', 'pause completed', 'beside', 'a1', 'a2'])
  expect(told.at(-1)).toBe('beside completed')
  expect(told).not.toContain('a4')
  expect((await fixture.journal()).length).toBe(told.length - 4)
})

test('without a barrier the next stages begin while the last runs are under way, with no more workers', async () => {
  await using fixture = await staged(
    [
      execute('pilot', 1, { runs: 2, barrier: false }),
      scripted('side', 'custom', 2, { barrier: false }),
      execute('main', 3),
    ],
    { side: 'true' },
    {
      frameworks: [
        script(
          'a',
          `${untilThere('third')} if (run === 1) await untilThere(); if (run === 3) writeFileSync(root + 'third', '')`,
        ),
      ],
      execution: { concurrency: 2 },
    },
  )
  let most = 0
  let now = 0
  const { reason, events } = await fixture.run({
    onEvent({ type }) {
      if (type === 'run_started') most = Math.max(most, ++now)
      if (type === 'run_finished') now--
    },
  })
  expect([reason, most]).toEqual(['max_runs', 2])
  const told = story(events)
  // Run 1 of the pilot waits for run 3, which is the main series'.
  expect(told.indexOf('main')).toBeLessThan(told.indexOf('a1'))
  expect(told.indexOf('a1')).toBeLessThan(told.indexOf('pilot completed'))
  expect(told.filter((entry) => /^a\d$/.test(entry)).toSorted()).toEqual(['a1', 'a2', 'a3', 'a4'])
})

test('the stopping rule looks only where it says, whatever stages make the runs', async () => {
  await using fixture = await staged(
    [execute('pilot', 1, { runs: 2 }), execute('main', 2)],
    {},
    {
      stopping: {
        mode: 'sequential',
        min_runs: 5,
        max_runs: 9,
        batch: 2,
        metrics: [{ metric: 'success', target: 0.9 }],
      },
    },
  )
  const { reason, events } = await fixture.run()
  expect(reason).toBe('target_met')
  expect(events.filter(({ type }) => type === 'stopping_checked')).toMatchObject([{ n: 5 }])
  expect((await fixture.journal()).length).toBe(5)
})

test('a script has the environment of the user without the key of the provider', async () => {
  process.env['PLANTED_KEY'] = 'do-not-leak'
  try {
    await using fixture = await staged(
      [scripted('look', 'custom', 1), execute('main', 2, { runs: 1 })],
      { look: 'env; pwd; exit 1' },
      {
        llm: { provider: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', api_key_env: 'PLANTED_KEY' },
      },
    )
    await fixture.run()
    const said = await outLog(fixture, 'look')
    expect(said).not.toContain('do-not-leak')
    for (const line of [
      `HOME=${process.env['HOME']}`,
      `DEVBENCH_EXPERIMENT_DIR=${fixture.paths.root}`,
      'DEVBENCH_STAGE=look',
      'DEVBENCH_FINISHED_RUNS_BY_FRAMEWORK={"a":0}',
      fixture.paths.root,
    ])
      expect(said.split('\n')).toContain(line)
  } finally {
    delete process.env['PLANTED_KEY']
  }
})

test('an experiment without stages is one stage, and a record of stages that a crash cut off is no obstacle', async () => {
  await using fixture = await staged([execute('main', 1)])
  await mkdir(fixture.paths.runs)
  await writeFile(fixture.paths.stages, '{"schema_version":1,"time":"2026-')
  expect((await fixture.run()).reason).toBe('max_runs')
  expect((await readStageRecords(fixture.paths)).map(({ stage, outcome }) => [stage, outcome])).toEqual([
    ['main', null],
    ['main', 'completed'],
  ])
  await using plain = await staged([execute('main', 1)], {}, { stages: undefined })
  expect(story((await plain.run()).events)).toEqual(['execute', 'a1', 'a2', 'a3', 'a4', 'execute completed'])
  expect(existsSync(join(plain.paths.root, 'logs'))).toBe(false)
})
