import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { probeBubblewrap } from '@genai-devbench/sandbox'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConfinedProgram, type PlaceLimits, PLACE_LIMITS, openConfinedPlace } from '../src/index.ts'

const probe = await probeBubblewrap()
const unavailable = 'reason' in probe ? probe.reason : undefined
if (unavailable) console.log(`Skipped: ${unavailable}.`)

const source = mkdtempSync(join(tmpdir(), 'devbench-confined-'))
writeFileSync(join(source, 'secret.txt'), 'of the user')
afterAll(() => rmSync(source, { recursive: true }))

const PATIENCE_MS = 60_000

async function place(limits: Partial<PlaceLimits> = {}) {
  const opened = await openConfinedPlace({ isolation: 'bwrap', limits: { ...PLACE_LIMITS, ...limits } })
  const project = await opened.bring(source, 'project')
  const program = (script: string): ConfinedProgram => ({
    file: '/bin/sh',
    args: ['-c', script],
    cwd: project,
    timeoutMs: PATIENCE_MS,
  })
  return { opened, project, program }
}

describe.skipIf(unavailable)('a confined program', () => {
  test('sees its project and the system, no file of the user, and no variable of this process', async () => {
    process.env['OPENAI_API_KEY'] = 'sk-secret'
    const { opened, program } = await place()
    await using _ = opened
    const { stdout } = await opened.run(
      program(
        `cat secret.txt; ls ${source} ${homedir()}/.ssh ${import.meta.dirname} 2>&1; env; echo > /usr/x`,
      ),
    )
    expect(stdout).toContain('of the user')
    expect(stdout.match(/No such file or directory/g)).toHaveLength(3)
    expect(stdout).not.toContain('sk-secret')
  })

  test('meets others on loopback, and reaches nothing else', async () => {
    const { opened, project, program } = await place()
    await using _ = opened
    const server = `require('http').createServer((_, r) => r.end('hello')).listen(7000, '127.0.0.1')`
    await opened.start({ ...program(''), file: process.execPath, args: ['-e', server] })
    const client = `
      const ask = (url) => fetch(url).then((r) => r.text(), (e) => e.cause.code)
      const wait = async () => { for (;;) { const a = await ask('http://127.0.0.1:7000'); if (a === 'hello') return a; await new Promise((done) => setTimeout(done, 20)) } }
      const outside = () => new Promise((done) => require('net').connect(53, '192.0.2.1').on('error', (e) => done(e.code)))
      wait().then(async (a) => console.log(a, await outside()))`
    const { stdout } = await opened.run({
      ...program(''),
      file: process.execPath,
      args: ['-e', client],
      cwd: project,
    })
    expect(stdout).toBe('hello ENETUNREACH\n')
  })

  test('is ended with all that it started when its time is up', async () => {
    const { opened, program } = await place()
    await using _ = opened
    const late = await opened.run({
      ...program('(setsid sh -c "sleep 0.6; echo late > late") & sleep 60'),
      timeoutMs: 300,
    })
    expect(late).toMatchObject({ timedOut: true, exitCode: null })
    const { stdout } = await opened.run(program('sleep 0.8; ls'))
    expect(stdout).toBe('secret.txt\n')
  })

  test.for([
    ['starts processes without end', ':(){ :|:& };:; sleep 60', /processes and threads/],
    ['fills the disk', 'cat /dev/zero > full; sleep 60', /64 MiB of files/],
    [
      'fills the memory',
      `node -e 'const a = []; for (;;) a.push(Buffer.alloc(1e7, 1))'`,
      /100 MiB of memory/,
    ],
  ] as const)('is ended with its place when it %s', async ([, script, breach]) => {
    const { opened, program } = await place({
      diskBytes: 64 * 2 ** 20,
      memoryBytes: 100 * 2 ** 20,
      tasks: 200,
    })
    await using _ = opened
    const bash = { ...program(script), file: 'bash' }
    expect(await opened.run(bash)).toMatchObject({ timedOut: false })
    expect(opened.breach()).toMatch(breach)
  })

  test('cannot take more shared memory than it is given', async () => {
    const { opened, program } = await place()
    await using _ = opened
    const { stderr } = await opened.run(program('head -c 100000000 /dev/zero > /dev/shm/full'))
    expect(stderr).toContain('No space left')
  })
})

test('a program without a sandbox is ended as a group, and hands over its report', async () => {
  await using opened = await openConfinedPlace({ isolation: 'none' })
  const result = await opened.run({
    file: '/bin/sh',
    args: ['-c', 'echo data >&3; sleep 60 & echo done'],
    cwd: opened.directory,
    timeoutMs: PATIENCE_MS,
    report: true,
  })
  expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n', report: 'data\n', timedOut: false })
  const missing = await opened.run({
    file: 'no-such-program',
    args: [],
    cwd: opened.directory,
    timeoutMs: 1000,
  })
  expect(missing).toMatchObject({ exitCode: null })
  expect(missing.stderr).toContain('ENOENT')
})

test('a program that reports without end is ended, and what it reported is bounded', async () => {
  await using opened = await openConfinedPlace({ isolation: 'none' })
  const result = await opened.run({
    file: '/bin/sh',
    args: ['-c', 'yes >&3'],
    timeoutMs: PATIENCE_MS,
    report: true,
  })
  expect(result).toMatchObject({ signal: 'SIGKILL', timedOut: false })
  expect(result.stderr).toContain('it reported more than 32 Mi characters')
  expect(result.report.length).toBeLessThanOrEqual(32 * 2 ** 20)
})
