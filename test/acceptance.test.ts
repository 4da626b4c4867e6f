import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The acceptance checks of the shipped config sets are right: a project that fulfils its prompts passes each of them, a
// project that does nothing, or answers with fixed JSON, passes none.

const root = join(import.meta.dirname, '..')
const START = { default: ['python3', 'main.py'], minimal: ['sh', 'start.sh'] } as const
type ConfigSet = keyof typeof START
const STEPS: Record<ConfigSet, number[]> = { default: [1, 2, 3, 4, 5, 6], minimal: [1] }
const SETS: ConfigSet[] = ['default', 'minimal']

describe.concurrent('a project that fulfils every prompt of default', () => {
  const teardowns: (() => void | Promise<void>)[] = []
  afterAll(async () => {
    for (const teardown of teardowns.toReversed()) await teardown()
  })
  let app: App
  beforeAll(async () => {
    app = await startProject('default', STEPS.default, (teardown) => void teardowns.push(teardown))
  })

  test.for(STEPS.default)('passes every check of step %i', async (step, { onTestFinished }) => {
    const { passed, failed, skipped } = await runChecks(
      [await checkFile('default', step)],
      app,
      onTestFinished,
    )
    expect(failed).toEqual([])
    expect(skipped).toEqual([])
    expect(passed.length).toBeGreaterThanOrEqual(7)
    expect(new Set(passed).size).toBe(passed.length)
  })

  test('passes the same checks again with the same seed on the same database', async ({ onTestFinished }) => {
    const files = [await checkFile('default', 5)]
    for (const _ of ['first', 'again']) {
      const { failed } = await runChecks(files, app, onTestFinished, { ACCEPTANCE_SEED: '7' })
      expect(failed).toEqual([])
    }
  })
})

describe.concurrent('a project that fulfils some prompts only', () => {
  test.for([
    { set: 'default', steps: [4] },
    { set: 'default', steps: [5] },
    { set: 'default', steps: [6] },
    { set: 'minimal', steps: [1] },
    { set: 'default', steps: [2, 1] },
  ] as const)(
    'passes every check: steps $steps of $set, in this order',
    async ({ set, steps }, { onTestFinished }) => {
      const app = await startProject(set, steps, onTestFinished)
      const files = await Promise.all(steps.map((step) => checkFile(set, step)))
      const { passed, failed } = await runChecks(files, app, onTestFinished)
      expect(failed).toEqual([])
      expect(passed.length).toBeGreaterThanOrEqual(7 * steps.length)
    },
  )
})

test('data and tokens survive every step that is added, and the end of the process', async ({
  onTestFinished,
}) => {
  const directory = await temporaryDirectory(onTestFinished)
  const workspace = join(directory, 'project')
  const kept: { path: string; token?: string; answer: unknown }[] = []
  const keep = async (app: App, path: string, token?: string) =>
    kept.push({ path, answer: await call(app, 'GET', path, undefined, token), ...(token && { token }) })
  const user = { username: 'ada', password: 'correct horse' }
  const ids: Record<string, number> = {}
  const work: Record<number, (app: App) => Promise<unknown>> = {
    4: async (app) => {
      await call(app, 'POST', '/auth/register', user)
      await keep(app, '/auth/me', (await call(app, 'POST', '/auth/login', user)).access_token)
    },
    1: async (app) => {
      ids['student_id'] = (await call(app, 'POST', '/students', { name: 'Zoë', email: 'zoe@uni.org' })).id
      await keep(app, '/students')
    },
    2: async (app) => {
      ids['course_id'] = (
        await call(app, 'POST', '/courses', { code: 'MA1', title: 'Algebra', credits: 5 })
      ).id
      await keep(app, '/courses')
    },
    5: async (app) => {
      await call(app, 'POST', '/enrollments', ids)
      await keep(app, `/courses/${ids['course_id']}/students`)
    },
    3: async (app) => {
      await call(app, 'POST', '/teachers', { name: 'Emmy', email: 'emmy@uni.org' })
      await keep(app, '/teachers')
    },
    6: async () => {},
  }
  for (const step of [4, 1, 2, 5, 3, 6]) {
    await writeStep('default', step, workspace)
    const app = await startApp('default', workspace, join(directory, 'app.db'), onTestFinished)
    for (const { path, token, answer } of kept) {
      expect(await call(app, 'GET', path, undefined, token), `after step ${step}: ${path}`).toEqual(answer)
    }
    await work[step]?.(app)
    await app.stop()
  }
  expect(kept).toHaveLength(5)
})

/** Has every field that any response of the contracts has. */
const RECORD = JSON.parse(`{
  "id": 1, "name": "Ada Lovelace", "email": "ada@uni.org", "age": 36, "code": "MA101", "title": "Algebra", "credits": 5,
  "description": null, "department": null, "student_id": 1, "course_id": 1, "teacher_id": 1, "message": "Hello, World!",
  "username": "ada", "access_token": "token", "token_type": "bearer", "error": "not possible"
}`)
const CANNED: Record<string, (request: IncomingMessage) => [number, unknown]> = {
  'an empty object': () => [200, {}],
  'a fixed record': () => [200, RECORD],
  'fixed records with the right status': ({ method = 'GET', url = '/' }) => {
    if (method === 'POST') return [url === '/auth/login' ? 200 : 201, RECORD]
    if (method === 'DELETE') return [204, undefined]
    const collection = /^\/(students|courses|teachers|enrollments|\w+\/\d+\/(students|courses))$/.test(url)
    return [200, method === 'GET' && collection ? [RECORD] : RECORD]
  },
  refusals: ({ method }) => [method === 'GET' ? 404 : 422, { error: 'not possible' }],
}

describe.concurrent('no check of any step passes for a project', () => {
  test('in which nothing listens', async ({ onTestFinished }) => {
    const { passed, failed } = await runEveryCheck(`http://127.0.0.1:${await freePort()}`, onTestFinished)
    expect(passed).toEqual([])
    expect(failed.length).toBeGreaterThan(100)
  })

  test.for(Object.entries(CANNED))('that always answers %s', async ([, answer], { onTestFinished }) => {
    const url = await serve(onTestFinished, (request, response) => {
      const [status, body] = answer(request)
      request.resume().on('end', () => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
    })
    const { passed, failed } = await runEveryCheck(url, onTestFinished)
    expect(passed).toEqual([])
    expect(failed.length).toBeGreaterThan(100)
  })
})

test('tests that assert nothing do not pass for tests', async ({ onTestFinished }) => {
  const app = await startProject('default', [1], onTestFinished)
  await mkdir(join(app.project, 'tests'))
  const methods = Array.from(
    { length: 9 },
    (_, index) => `    def test_${index}(self):\n        self.assertTrue(True)\n`,
  )
  const suite = `import unittest\n\nclass T(unittest.TestCase):\n${methods.join('')}`
  await writeFile(join(app.project, 'tests', 'test_nothing.py'), suite)
  const { failed } = await runChecks([await checkFile('default', 6)], app, onTestFinished)
  expect(failed).toContain('tests: fail when the application is removed')
})

describe('the prompts of default', () => {
  test('state the same rules wherever they state them', async () => {
    const prompts = await promptsOf('default')
    expect(prompts).toHaveLength(6)
    for (const [heading, least] of [
      ['PROJECT RULES', 6],
      ['RESOURCE RULES', 5],
    ] as const) {
      const sections = prompts.flatMap(
        ({ text }) => text.match(new RegExp(`^${heading}[^]*?(?=^[A-Z]+ RULES|$(?![^]))`, 'm')) ?? [],
      )
      expect(sections).toHaveLength(least)
      expect(new Set(sections.map((section) => section.trim())).size).toBe(1)
    }
  })

  test('hold the word "test" only where tests are asked for: BAeS takes it on its command line for a switch', async () => {
    const prompts = [...(await promptsOf('default')), ...(await promptsOf('minimal'))]
    expect(prompts.filter(({ text }) => /test/i.test(text)).map(({ name }) => name)).toEqual([
      '06_testing.txt',
    ])
  })
})

async function promptsOf(set: ConfigSet): Promise<{ name: string; text: string }[]> {
  const directory = join(root, 'config_sets', set, 'prompts')
  const names = (await readdir(directory)).toSorted()
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  )
}

// ---- the reference projects, as processes ----

interface App {
  url: string
  project: string
  database: string
  stop(): Promise<void>
}

/** Adds what a step contributes to the reference project. */
async function writeStep(set: ConfigSet, step: number, workspace: string): Promise<void> {
  const source = join(root, 'packages/adapters/src/scripted/apps', set)
  const steps: Record<string, { files: string[] }> = JSON.parse(
    await readFile(join(source, 'steps.json'), 'utf8'),
  )
  for (const file of steps[step]?.files ?? []) {
    await mkdir(dirname(join(workspace, file)), { recursive: true })
    await cp(join(source, file), join(workspace, file))
  }
}

async function startProject(set: ConfigSet, steps: readonly number[], onEnd: OnEnd): Promise<App> {
  const directory = await temporaryDirectory(onEnd)
  const project = join(directory, 'project')
  for (const step of steps) await writeStep(set, step, project)
  return startApp(set, project, join(directory, 'data', 'app.db'), onEnd)
}

async function startApp(set: ConfigSet, project: string, database: string, onEnd: OnEnd): Promise<App> {
  const port = await freePort()
  const [command, ...args] = START[set]
  const started = spawn(command, args, {
    cwd: project,
    detached: true,
    env: { ...childEnv(), PORT: String(port), DATABASE_PATH: database, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  started.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const stop = async () => {
    if (started.exitCode !== null || started.signalCode !== null) return
    const exited = once(started, 'exit')
    endGroup(started.pid)
    await exited
  }
  onEnd(stop)
  for (let attempt = 0; !(await accepts(port)); attempt += 1) {
    if (attempt === 200 || started.exitCode !== null)
      throw new Error(`The reference app did not start.\n${log}`)
    await sleep(25)
  }
  return { url: `http://127.0.0.1:${port}`, project, database, stop }
}

// ---- the checks ----

interface Outcome {
  passed: string[]
  failed: string[]
  skipped: string[]
}

async function checkFile(set: ConfigSet, step: number): Promise<string> {
  const directory = join(root, 'config_sets', set, 'acceptance')
  const prefix = `${String(step).padStart(2, '0')}_`
  const name = (await readdir(directory)).find(
    (file) => file.startsWith(prefix) && file.endsWith('.test.mjs'),
  )
  if (name === undefined) throw new Error(`No checks for step ${step} in ${directory}`)
  return join(directory, name)
}

/** Runs files of checks as a researcher would. */
async function runChecks(
  files: string[],
  app: Omit<App, 'stop'>,
  onEnd: OnEnd,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return runNode(['--test', ...files], app, onEnd, env)
}

async function runNode(
  args: string[],
  app: Omit<App, 'stop'>,
  onEnd: OnEnd,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const started = spawn(process.execPath, ['--test-reporter=tap', ...args], {
    detached: true,
    env: { ...childEnv(), BASE_URL: app.url, PROJECT_DIR: app.project, DATABASE_PATH: app.database, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onEnd(() => endGroup(started.pid))
  let tap = ''
  started.stdout.on('data', (chunk: Buffer) => (tap += chunk.toString()))
  await once(started, 'close')
  const outcome: Outcome = { passed: [], failed: [], skipped: [] }
  for (const [, not, title = '', skip] of tap.matchAll(/^(not )?ok \d+ - (.*?)( # SKIP.*)?$/gm)) {
    outcome[skip ? 'skipped' : not ? 'failed' : 'passed'].push(title)
  }
  return outcome
}

/**
 * Runs the checks of all steps of all config sets against one URL and an empty project: as modules of one process, since
 * starting one for each file takes longer than the checks do. A skipped check counts as passed.
 */
async function runEveryCheck(url: string, onEnd: OnEnd): Promise<Outcome> {
  const project = await temporaryDirectory(onEnd)
  const files = await Promise.all(SETS.flatMap((set) => STEPS[set].map((step) => checkFile(set, step))))
  const imports = files.flatMap((file) => ['--import', pathToFileURL(file).href])
  const app = { url, project, database: join(project, 'app.db') }
  const outcome = await runNode([...imports, '--eval', ''], app, onEnd)
  return { ...outcome, passed: [...outcome.passed, ...outcome.skipped] }
}

// ---- small things ----

interface Reply {
  id: number
  access_token: string
}

async function call(app: App, method: string, path: string, body?: unknown, token?: string): Promise<Reply> {
  const response = await fetch(app.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(response.status, `${method} ${path}`).toBeLessThan(300)
  const reply: Reply = JSON.parse(await response.text())
  return reply
}

/** Where a set-up registers its teardown: the end of the test, or of the suite. */
type OnEnd = (teardown: () => void | Promise<void>) => void

async function temporaryDirectory(onEnd: OnEnd): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'devbench-acceptance-'))
  onEnd(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function serve(
  onEnd: OnEnd,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(handler)
  onEnd(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${portOf(server)}`
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // already gone
  }
}

/** Without what vitest and node's own runner leave in the environment for their children. */
function childEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...rest } = process.env
  return rest
}
