import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failureOf } from '../../src/frameworks/chatdev/build.ts'
import { codeOf, takeOver, unsupportedState } from '../../src/frameworks/chatdev/program.ts'
import { tiktokenFile } from '../../src/python/tiktoken-encoding.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chatdev-program-'))
})
afterEach(() => rm(root, { recursive: true }))

async function write(directory: string, files: Record<string, string>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, directory, path, '..'), { recursive: true })
    await writeFile(join(root, directory, path), content)
  }
  return join(root, directory)
}

describe('a project', () => {
  test('of Python files at the top level can be gone on with, whatever else is in it', async () => {
    const files = { 'main.py': '', 'data/app.db': '', 'web/index.js': '' }
    expect(await unsupportedState(await write('w', files))).toBe(undefined)
  })

  test('with Python files further down cannot, and they are named', async () => {
    const workspace = await write('w', { 'main.py': '', 'tests/test_app.py': '' })
    expect(await unsupportedState(workspace)).toMatch(/subdirectories \(tests\/test_app\.py\)/)
  })

  test('without Python at the top level cannot', async () => {
    expect(await unsupportedState(await write('w', { 'server.mjs': '' }))).toMatch(/without a Python file/)
  })
})

test("code is what lies at the top level, without ChatDev's records and the documents of every step", async () => {
  const program = await write('p', {
    'main.py': '1',
    'readme.md': '2',
    'manual.md': '3',
    'requirements.txt': '4',
    'meta.txt': '5',
    'program.prompt': '6',
    'program_devbench_20250101000000.log': '7',
    'ChatChainConfig.json': '8',
    'base/main.py': '9',
    'data/app.db': '10',
  })
  expect([...(await codeOf(program)).keys()].toSorted()).toEqual(['main.py', 'readme.md'])
})

test('a program is laid over the workspace, without the records', async () => {
  const workspace = await write('w', { 'main.py': 'old', 'kept.py': 'kept', 'data/old.db': 'd' })
  const program = await write('p', {
    'main.py': 'new',
    'manual.md': 'm',
    'meta.txt': 'x',
    'base/main.py': 'old',
    'data/app.db': 'e',
    'x.log': 'l',
  })
  await takeOver(program, workspace)
  expect(await filesBelow(workspace)).toEqual([
    'data/app.db',
    'data/old.db',
    'kept.py',
    'main.py',
    'manual.md',
  ])
  expect(await readFile(join(workspace, 'main.py'), 'utf8')).toBe('new')
})

test.each([
  [
    'the error under the retries',
    'openai.AuthenticationError: Error code: 401\n\nThe above exception was the direct cause\n\ntenacity.RetryError: RetryError[<Future>]\n',
    'openai.AuthenticationError: Error code: 401',
  ],
  [
    'the last error',
    'KeyError: 1\nTraceback\n  File "x"\nValueError: No Valid Codes.\n',
    'ValueError: No Valid Codes.',
  ],
  ['the last words', 'Killed\n', 'Killed'],
  ['the exit code', '', 'it ended with exit code 1'],
])('a failure is told by %s', (_name, stderr, expected) => {
  expect(failureOf({ exitCode: 1, signal: null, stdout: '', stderr })).toBe(expected)
})

test('an encoding is written as tiktoken reads it, ranks counted on from the first of a line', () => {
  expect(tiktokenFile({ bpe_ranks: '! 0 IQ== Ig==\n! 200 Iw== JA==\n' })).toBe(
    'IQ== 0\nIg== 1\nIw== 200\nJA== 201\n',
  )
})
