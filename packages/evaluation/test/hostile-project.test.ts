import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseStart } from '../src/start/choose-start.ts'
import { GET_ROOT, directory, evaluation, unavailable } from './evaluation.fixture.ts'

const MARK = `outlives-${process.pid}`

const app = (user: string) => `
  const { createServer } = require('node:http')
  const { readdirSync, writeFileSync } = require('node:fs')
  const { spawn } = require('node:child_process')
  const attempt = (work) => { try { return String(work()) } catch (error) { return error.code } }
  const callOut = () => fetch('http://192.0.2.1').then(() => 'reached', (error) => error.cause.code)
  spawn('sh', ['-c', 'while :; do sleep 1; done', '${MARK}'], { detached: true, stdio: 'ignore' }).unref()
  createServer(async (request, response) => {
    if (request.url === '/bomb') return spawn('bash', ['-c', ':(){ :|:& };:'])
    response.end(JSON.stringify({
      home: attempt(() => readdirSync(${JSON.stringify(homedir())} + '/.ssh')),
      user: attempt(() => readdirSync(${JSON.stringify(user)})),
      planted: attempt(() => writeFileSync('/usr/planted', '')),
      key: String(process.env.SECRET_OF_THE_USER),
      out: await callOut(),
    }))
  }).listen(process.env.PORT, '127.0.0.1')`

const CHECKS = {
  'one.test.mjs': `${GET_ROOT}
    test('says what it found', async () => assert.equal(await get(), ''))
    test('is asked to start processes without end', async () => void (await get('/bomb')))
    test('comes after that', () => get())`,
}

const commandLines = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      } catch {
        return '' // ended since
      }
    })

test.skipIf(unavailable)('a hostile project is contained, and what it broke is reported', async () => {
  process.env['SECRET_OF_THE_USER'] = 'sk-secret'
  const user = directory({ 'private.txt': 'private' })
  const run = await evaluation({
    checks: directory(CHECKS),
    prompts: ['one'],
    start: { command: 'exec node app.cjs' },
  })
  const done = await run.step(1, directory({ 'app.cjs': app(user) }))
  const [found, ...afterwards] = done.checks
  expect(found?.message).toContain(
    JSON.stringify({
      home: 'ENOENT',
      user: 'ENOENT',
      planted: 'EROFS',
      key: 'undefined',
      out: 'ENETUNREACH',
    }),
  )
  expect(done.breach).toMatch(/processes and threads at once/)
  expect(afterwards.map(({ outcome }) => outcome)).not.toContain('passed')
  expect(commandLines().filter((line) => line.includes(MARK))).toEqual([])
})

test.skipIf(unavailable)('links of a project lead no program of ours out of it', async () => {
  const user = directory({
    'main.py': 'def private(): pass',
    'README.md': 'private',
    'database/kept.txt': '',
    'requirements.txt': 'private-key',
  })
  const project = directory()
  symlinkSync(user, join(project, 'app'))
  symlinkSync(join(user, 'main.py'), join(project, 'own.py'))
  symlinkSync(join(user, 'README.md'), join(project, 'README.md'))
  // Without an end.
  symlinkSync('/dev/zero', join(project, 'package.json'))
  symlinkSync(join(user, 'requirements.txt'), join(project, 'requirements.txt'))
  const carrier = directory({ 'served.json': '{"place": -1, "served": {}, "reason": null}' })
  mkdirSync(join(carrier, 'database'))
  const run = await evaluation({
    checks: directory({ 'one.test.mjs': `${GET_ROOT} test('answers', () => get())` }),
    prompts: ['one'],
    app: { command: 'exit 3', basePath: '', file: 'app/main.py', data: 'app/database' },
    timeouts: { start: 1 },
    carrier,
  })
  const done = await run.step(1, project)
  expect(done.install).toMatchObject({ file: null, outcome: 'nothing_to_install' })
  expect(done.start.answered).toBe(false)
  expect(done.quality).toMatchObject({
    code_quality: { score: { value: null }, details: { files: 0 } },
    documentation: { details: { readme_path: null, public_names: 0 } },
  })
  expect(existsSync(join(user, 'database/kept.txt'))).toBe(true)
})

test('what says how to start is no link to what has no end', async () => {
  const project = directory()
  symlinkSync('/dev/zero', join(project, 'package.json'))
  expect(await chooseStart(project, undefined, undefined)).toMatchObject({ chosen_by: null })
})
