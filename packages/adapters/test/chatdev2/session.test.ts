import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StepContext } from '../../src/contract.ts'
import { hasWork } from '../../src/file-contents.ts'
import { codeOf, openSession, takeOver } from '../../src/frameworks/chatdev2/session.ts'

let root = ''
let workspace = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chatdev2-session-'))
  workspace = join(root, 'workspace')
  await mkdir(workspace)
})
afterEach(() => rm(root, { recursive: true }))

async function write(directory: string, path: string, content = path): Promise<void> {
  const file = join(directory, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

const open = (executionIndex = 1) =>
  openSession({
    workspace,
    scratch: join(root, 'scratch'),
    step: { id: 7, name: 'A step', executionIndex },
  } as StepContext)

test('a session holds what the workspace held, and the workspace becomes what the session left', async () => {
  await write(workspace, 'main.py', 'one')
  await write(workspace, 'gone.py')
  await write(workspace, 'tests/test_main.py')
  await symlink('main.py', join(workspace, 'start.py'))
  const session = await open()
  expect(await filesBelow(session.code)).toEqual(await filesBelow(workspace))
  await rm(join(session.code, 'gone.py'))
  await write(session.code, 'main.py', 'two')
  await takeOver(session, workspace)
  expect(await filesBelow(workspace)).toEqual(['main.py', 'start.py', 'tests/test_main.py'])
  expect(await readFile(join(workspace, 'start.py'), 'utf8')).toBe('two')
})

test("ChatDev's own directory and what programs leave behind stay in the session", async () => {
  const session = await open()
  await write(session.code, 'main.py')
  await write(session.code, 'attachments/attachments_manifest.json')
  await write(session.code, '.venv/bin/python')
  await write(session.code, 'tests/__pycache__/test.pyc')
  await takeOver(session, workspace)
  expect(await filesBelow(workspace)).toEqual(['main.py'])
})

test('a directory of attachments that the project has is kept', async () => {
  await write(workspace, 'attachments/logo.svg')
  await takeOver(await open(), workspace)
  expect(await filesBelow(workspace)).toEqual(['attachments/logo.svg'])
})

test('packages that a program was given in one step are there in the next, but no other session', async () => {
  const first = await open()
  await write(first.root, 'pyproject.toml', 'with packages')
  await write(first.code, 'left.py')
  const second = await open(2)
  expect(second.root).toBe(first.root)
  expect(await readFile(join(second.root, 'pyproject.toml'), 'utf8')).toBe('with packages')
  expect(second.code).not.toBe(first.code)
  expect(await filesBelow(second.code)).toEqual([])
})

test('a session that was begun before begins anew', async () => {
  await write((await open()).code, 'left.py')
  expect(existsSync(join((await open()).code, 'left.py'))).toBe(false)
})

test.each([
  ['manual.md', false],
  ['pyproject.toml', false],
  ['data/app.db', false],
  ['__pycache__/main.pyc', false],
  ['main.py', true],
  ['docs/manual.md', true],
  ['start.sh', true],
])('a new %s is work: %s', async (path, isWork) => {
  const before = await codeOf(workspace)
  await write(workspace, path)
  expect(hasWork(before, await codeOf(workspace))).toBe(isWork)
})
