import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StepEvaluation } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import {
  GET_ROOT,
  SCRIPTED,
  SHIPPED,
  addReference,
  directory,
  evaluation,
  outcomes,
  unavailable,
} from './evaluation.fixture.ts'

/** An application in Node with a list of items that is kept in $DATABASE_PATH. */
const items = (change = '') => `
  const { createServer } = require('node:http')
  const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')
  const file = process.env.DATABASE_PATH
  const load = () => existsSync(file) ? JSON.parse(readFileSync(file)) : []
  createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    ${change}
    if (request.method === 'POST') {
      const all = load()
      const item = { id: all.length + 1, ...JSON.parse(body) }
      mkdirSync(require('node:path').dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify([...all, item]))
      return response.writeHead(201).end(JSON.stringify(item))
    }
    response.end(JSON.stringify(load()))
  }).listen(process.env.PORT, '127.0.0.1')
`
const START = 'exec node app.cjs'
const CHECKS = {
  'one.test.mjs': `${GET_ROOT}
    test('item create: answers with it', async () => {
      const response = await fetch(process.env.BASE_URL + '/items', { method: 'POST', body: JSON.stringify({ name: process.env.ACCEPTANCE_SEED }) })
      assert.equal((await response.json()).name, process.env.ACCEPTANCE_SEED)
    })
    test('item list: is an array', async () => assert.ok(Array.isArray(JSON.parse(await get('/items')))))`,
  'two.test.mjs': `${GET_ROOT}
    test('second: never passes', () => assert.fail('as always'))`,
  'data.mjs': `export default async ({ get }) => ({ item: await get('/items') })`,
}
const prompts = ['one', 'two', 'three']

describe.skipIf(unavailable)('a project that is evaluated step by step', () => {
  test('passes what it does; what it serves no more, it has lost', async () => {
    const [checks, project] = [directory(CHECKS), directory({ 'app.cjs': items() })]
    const run = await evaluation({ checks, prompts, start: { command: START } })
    const first = await run.step(1, project)
    expect(StepEvaluation.parse(first)).toEqual(first)
    expect(first).toMatchObject({
      start: { answered: true, chosen_by: 'config' },
      regressions: [],
      breach: null,
    })
    expect(outcomes(first)).toEqual({ passed: 2 })
    expect(first.checks_to_come).toEqual([{ step: 2, title: 'second: never passes' }])
    expect(first.migration.reason).toBe('it is the first step')
    const second = await run.step(2, project)
    expect(outcomes(second)).toEqual({ passed: 2, failed: 1 })
    expect(second.checks.at(-1)).toMatchObject({ step: 2, message: 'as always' })
    expect(second).toMatchObject({ regressions: [], migration: { total: 1, kept: 1, lost: [] } })
    expect(second.seed).not.toBe(first.seed)
    const forgetful = `if (request.method === 'GET' && request.url === '/items') return response.end('{}')`
    writeFileSync(join(project, 'app.cjs'), items(forgetful))
    const third = await run.step(3, project)
    expect(third.regressions).toEqual([{ step: 1, title: 'item list: is an array' }])
    expect(third.migration).toMatchObject({ total: 2, kept: 0, lost: ['item 1: gone', 'item 2: gone'] })
  })

  test('that does not start on the data of the step before loses it, and is checked without any', async () => {
    const [checks, project] = [directory(CHECKS), directory({ 'app.cjs': items() })]
    const run = await evaluation({ checks, prompts, start: { command: START } })
    await run.step(1, project)
    writeFileSync(
      join(project, 'app.cjs'),
      `if (require('node:fs').existsSync(process.env.DATABASE_PATH)) throw new Error('old'); ${items()}`,
    )
    const second = await run.step(2, project)
    expect(second.start.answered).toBe(true)
    expect(outcomes(second)).toEqual({ passed: 2, failed: 1 })
    expect(second.migration).toMatchObject({ total: 1, kept: 0 })
  })

  test.for([
    ['is empty', {}, { chosen_by: null, command: null }, /the project is empty/],
    [
      'says nothing about its start',
      { 'notes.txt': '' },
      { chosen_by: null, command: null },
      /there is no main.py/,
    ],
    [
      'ends at once',
      { 'start.sh': 'echo cannot >&2; exit 3' },
      { chosen_by: 'contract' },
      /with 3 .*: cannot/,
    ],
    ['never answers', { 'start.sh': 'sleep 60' }, { chosen_by: 'contract' }, /within 1 s/],
    [
      'asks for what there is not',
      { 'start.sh': '', 'package.json': '{"dependencies": {"No Such Name": "1"}}' },
      {},
      /not installed/,
    ],
  ] as const)('that %s passes no check, for that reason', async ([, files, start, reason]) => {
    const run = await evaluation({ checks: directory(CHECKS), prompts, timeouts: { start: 1 } })
    const first = await run.step(1, directory(files))
    expect(first.start).toMatchObject({ ...start, answered: false })
    expect(first.start.reason).toMatch(reason)
    expect(outcomes(first)).toEqual({ not_run: 2 })
  })

  test('whose framework says how to start it is started so, below its base path', async () => {
    const app = { command: START, basePath: '/api', file: 'app.cjs' }
    const prefixed = `request.url = request.url.replace('/api', '')`
    const run = await evaluation({ checks: directory(CHECKS), prompts, app })
    const first = await run.step(
      1,
      directory({ 'app.cjs': items(prefixed), 'main.py': 'raise SystemExit(1)' }),
    )
    expect(first.start).toMatchObject({ chosen_by: 'adapter', base_path: '/api', answered: true })
    expect(outcomes(first)).toEqual({ passed: 2 })
  })

  test('has checks that did not end when their time was up', async () => {
    const slow = `${GET_ROOT} test('quick', () => {}); test('slow', () => process.env.BASE_URL.endsWith(':9') || new Promise((done) => setTimeout(done, 60_000)))`
    const run = await evaluation({
      checks: directory({ 'one.test.mjs': slow }),
      prompts: ['one'],
      start: { command: START },
      timeouts: { checks: 2 },
    })
    const { checks } = await run.step(1, directory({ 'app.cjs': items() }))
    expect(checks).toMatchObject([{ outcome: 'passed' }, { outcome: 'not_run', message: /did not end/ }])
  })

  test('passes fewer checks the more of it is missing', async () => {
    const without = (what: string): string => items(`if (${what}) return response.writeHead(404).end('{}')`)
    const passed = []
    for (const app of [
      items(),
      without(`request.method === 'POST'`),
      items(`return response.end('{"name": "canned"}')`),
      'broken',
    ]) {
      const run = await evaluation({ checks: directory(CHECKS), prompts, start: { command: START } })
      passed.push(outcomes(await run.step(1, directory({ 'app.cjs': app })))['passed'] ?? 0)
    }
    expect(passed).toEqual([2, 1, 0, 0])
  })

  test('is not to blame for a file that holds no check', async () => {
    const run = await evaluation({ checks: directory({ 'one.test.mjs': 'syntax error' }), prompts: ['one'] })
    await expect(run.step(1, directory())).rejects.toThrow(/one.test.mjs holds no check/)
  })
})

describe.skipIf(unavailable)('with the shipped checks', () => {
  test('the reference application of minimal passes all of them', async () => {
    const project = directory()
    addReference(project, SCRIPTED('minimal'), 1)
    const run = await evaluation({ checks: SHIPPED('minimal'), prompts: ['01_hello_world_api'] })
    const done = await run.step(1, project)
    expect(done.start).toMatchObject({ chosen_by: 'contract', command: 'exec sh start.sh' })
    expect(Object.keys(outcomes(done))).toEqual(['passed'])
    expect(done.quality).toMatchObject({
      code_quality: { score: { value: 1 } },
      documentation: { score: { value: expect.any(Number) } },
      test_coverage: { score: { value: 0 }, details: { notes: ['there are no tests'] } },
    })
  })

  test('an empty project passes none, and neither does one that always answers the same', async () => {
    const run = await evaluation({ checks: SHIPPED('minimal'), prompts: ['01_hello_world_api'] })
    expect(Object.keys(outcomes(await run.step(1, directory())))).toEqual(['not_run'])
    const canned = `import http.server, os
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header('content-type', 'application/json'); self.end_headers()
        self.wfile.write(b'{"message": "Hello, World!"}')
    do_POST = do_PUT = do_DELETE = do_GET
http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), H).serve_forever()`
    const done = await run.step(1, directory({ 'main.py': canned }))
    expect(done.start.answered).toBe(true)
    expect(Object.keys(outcomes(done))).toEqual(['failed'])
  })
})
