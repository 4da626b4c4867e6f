import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ValidationError } from '@genai-devbench/schema'
import { probeBubblewrap } from '@genai-devbench/sandbox'
import { expect, test } from 'vitest'
import { ASK_MODEL, experiment, script, step } from '../experiment.fixture.ts'

const probe = await probeBubblewrap()
const unavailable = 'reason' in probe ? probe.reason : undefined
const MODES = [
  { isolation: 'none', escapes: true },
  { isolation: 'bwrap', escapes: false },
] as const

interface Places {
  /** In the user's home. */
  secret: string
  neighbour: string
  outside: string
  shared: string
  bystander: number
}

/** A framework that tries to get out of its run, and prints of each attempt whether it came off. */
const escape = (places: Places): string => `
  import { appendFileSync, closeSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
  const { secret, neighbour, outside, shared, bystander } = ${JSON.stringify(places)}
  const run = process.env.SCRATCH + '/..'
  const experiment = run + '/../../..'
  const attempts = {
    readSecret: () => readFileSync(secret),
    readNeighbour: () => readdirSync(neighbour),
    readConfig: () => readFileSync(experiment + '/config/config.yaml'),
    writeConfig: () => appendFileSync(experiment + '/config/config.yaml', ' '),
    writeJournal: () => closeSync(openSync(experiment + '/runs/journal.jsonl', 'a')),
    readOwnRecord: () => readFileSync(run + '/run.json'),
    writeOwnCalls: () => closeSync(openSync(run + '/llm_calls.jsonl', 'a')),
    writeOutside: () => writeFileSync(outside, 'here'),
    seeOthers: () => readFileSync('/proc/' + bystander + '/environ'),
    signalOthers: () => process.kill(bystander, 'SIGUSR2'),
  }
  const came = Object.entries(attempts).map(([name, attempt]) => {
    try { attempt(); return [name, true] } catch { return [name, false] }
  })
  console.log(JSON.stringify(came))
  writeFileSync('mine.txt', 'in the workspace')
  writeFileSync(shared, 'in /tmp')
`

/** Another process of the user's: it stands for the runner, and a signal does it no harm. */
function startBystander(): Disposable & { pid: number } {
  const child = spawn(process.execPath, [
    '-e',
    `process.on('SIGUSR2', () => {}); setInterval(() => {}, 1000)`,
  ])
  return { pid: child.pid ?? 0, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test.for(MODES)(
  'what comes off of the attempts of a framework to get out of its run, with isolation $isolation: $escapes',
  async ({ isolation, escapes }, { skip }) => {
    if (isolation === 'bwrap' && unavailable) skip(unavailable)
    using bystander = startBystander()
    const home = await mkdtemp(join(homedir(), '.devbench-test-'))
    const elsewhere = await mkdtemp(join(tmpdir(), 'devbench-elsewhere-'))
    const places: Places = {
      secret: join(home, 'id_ed25519'),
      neighbour: join(elsewhere, 'other_experiment'),
      outside: join(elsewhere, 'planted.txt'),
      shared: `/tmp/${basename(elsewhere)}.txt`,
      bystander: bystander.pid,
    }
    try {
      await writeFile(places.secret, 'a key')
      await mkdir(places.neighbour)
      await using fixture = await experiment({
        frameworks: [script('a', escape(places))],
        steps: [step(1)],
        execution: { isolation },
      })
      const config = await readFile(fixture.paths.configFile, 'utf8')
      await fixture.run()
      const run = fixture.paths.run('a', 1)
      const came = JSON.parse(await readFile(run.log(1, 'out'), 'utf8')) as [string, boolean][]
      expect(came).toHaveLength(10)
      expect(came.filter(([, didCome]) => didCome !== escapes)).toEqual([])
      expect((await readFile(fixture.paths.configFile, 'utf8')) === config).toBe(!escapes)
      expect(await readdir(elsewhere)).toHaveLength(escapes ? 2 : 1)
      expect(existsSync(places.shared)).toBe(escapes)
      expect(await readFile(join(run.artifacts, 'mine.txt'), 'utf8')).toBe('in the workspace')
      expect(await fixture.record('a', 1)).toMatchObject({
        outcome: 'completed',
        isolation: { mode: isolation },
      })
      expect(await readFile(run.readme, 'utf8')).toContain(
        escapes ? 'was not isolated' : 'isolated by bubblewrap',
      )
    } finally {
      await rm(home, { recursive: true })
      await rm(elsewhere, { recursive: true })
      await rm(places.shared, { force: true })
    }
  },
)

test.skipIf(unavailable)(
  'an isolated framework reaches its model, keeps its HOME from step to step, and may read what the config names',
  async () => {
    const own = await mkdtemp(join(tmpdir(), 'devbench-own-'))
    await writeFile(join(own, 'style.txt'), 'two spaces')
    const source = `${ASK_MODEL}
      import { appendFileSync, readFileSync } from 'node:fs'
      appendFileSync(process.env.HOME + '/memory.txt', process.env.STEP)
      appendFileSync('/tmp/memory.txt', process.env.STEP)
      console.log(readFileSync(process.env.HOME + '/memory.txt', 'utf8'), readFileSync('/tmp/memory.txt', 'utf8'))
      console.log(readFileSync(${JSON.stringify(join(own, 'style.txt'))}, 'utf8'))`
    await using fixture = await experiment({
      frameworks: [script('a', source)],
      execution: { isolation: 'bwrap', readable: [own] },
    })
    await fixture.run()
    await rm(own, { recursive: true })
    expect((await fixture.record('a', 1)).reason).toBe(null)
    expect((await fixture.calls('a', 1)).map((call) => call.step)).toEqual([1, 2])
    expect(await readFile(fixture.paths.run('a', 1).log(2, 'out'), 'utf8')).toBe('12 12\ntwo spaces\n')
  },
)

test.skipIf(unavailable)(
  'an isolated program is asked to end before it is killed, and nothing inside outlives it',
  async () => {
    const source = `
      import { spawn } from 'node:child_process'
      import { writeFileSync } from 'node:fs'
      process.on('SIGTERM', () => { writeFileSync('asked.txt', ''); process.exit(0) })
      const stubborn = "process.on('SIGTERM', () => {}); process.stdout.write('up'); setInterval(() => {}, 1000)"
      const child = spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
      child.stdout.once('data', () => writeFileSync('ready.txt', ''))
      setInterval(() => {}, 1000)`
    await using fixture = await experiment({
      frameworks: [script('a', source)],
      steps: [step(1)],
      execution: { isolation: 'bwrap' },
    })
    const run = fixture.paths.run('a', 1)
    const controller = new AbortController()
    const running = fixture.run({ signal: controller.signal })
    while (!existsSync(join(run.root, 'workspace/ready.txt'))) await sleep(20)
    expect(await processesOf(run.root)).not.toEqual([])
    controller.abort()
    await running
    expect(existsSync(join(run.root, 'workspace/asked.txt'))).toBe(true)
    expect(await processesOf(run.root)).toEqual([])
  },
)

/** Numbers of the processes with a directory in their environment. */
async function processesOf(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')),
  )
  return pids.filter((_, index) => environments[index]?.includes(directory))
}

test('a program that is missing in the sandbox is an infrastructure failure, too', async ({ skip }) => {
  if (unavailable) skip(unavailable)
  const missing = { id: 'a', adapter: 'command', options: { argv: ['/no/such/program'] } }
  await using fixture = await experiment({ frameworks: [missing], execution: { isolation: 'bwrap' } })
  expect((await fixture.run()).reason).toBe('infrastructure')
  expect((await fixture.record('a', 1)).reason).toContain('/no/such/program could not be started')
})

test('where bubblewrap is missing, bwrap is an error that says what to install, and auto is none with the reason', async () => {
  const path = process.env['PATH']
  // Nothing of it is needed: Node is named by its whole path.
  process.env['PATH'] = '/bin-without-bwrap'
  try {
    await using asked = await experiment({
      frameworks: [script('a', '')],
      execution: { isolation: 'bwrap' },
    })
    const fault = await asked.run().catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(ValidationError)
    expect((fault as ValidationError).problems).toMatchObject([
      {
        path: 'execution.isolation',
        message: expect.stringContaining('not installed'),
        hint: expect.stringContaining('Install bubblewrap'),
      },
    ])
    expect(existsSync(asked.paths.run('a', 1).root)).toBe(false)
    await using fallen = await experiment({ frameworks: [script('a', '')] })
    await fallen.run()
    expect(await fallen.record('a', 1)).toMatchObject({
      outcome: 'completed',
      isolation: { mode: 'none', reason: expect.stringContaining('not installed') },
    })
  } finally {
    process.env['PATH'] = path
  }
})
