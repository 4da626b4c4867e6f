import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PHASES, type Snapshot, takeSnapshot } from '../../src/frameworks/ghspec/phases.ts'

let workspace = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'ghspec-phases-'))
  await write('.specify/templates/plan-template.md', '# Plan: [FEATURE]\n')
  await write('.specify/feature.json', '{"feature_directory":"specs/001-x"}')
})
afterEach(() => rm(workspace, { recursive: true }))

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true })
  await writeFile(join(workspace, path), content)
}

const EMPTY: Snapshot = { specs: new Map(), code: new Map() }

async function missing(phase: string, before = EMPTY): Promise<string | undefined> {
  return PHASES.find(({ name }) => name === phase)?.missing(workspace, before)
}

test('a document that was written is the product of its phase', async () => {
  await write('specs/001-x/plan.md', '# Plan: hello\n')
  expect(await missing('plan')).toBeUndefined()
})

test('the template, which a script of spec-kit puts there, is no plan', async () => {
  await write('specs/001-x/plan.md', '# Plan: [FEATURE]\n\n')
  expect(await missing('plan')).toBe('specs/001-x/plan.md is still the empty template')
})

test('a blank document is none', async () => {
  await write('specs/001-x/tasks.md', ' \n')
  expect(await missing('tasks')).toBe('specs/001-x/tasks.md was not written')
})

test('the document of an earlier step is not the product of this one, unless it was changed', async () => {
  await write('specs/001-x/spec.md', 'first')
  const before = await takeSnapshot(workspace)
  expect(await missing('specify', before)).toBe('specs/001-x/spec.md is that of an earlier step')
  await write('specs/001-x/spec.md', 'second')
  expect(await missing('specify', before)).toBeUndefined()
})

test.each([
  ['', 'absent value'],
  ['{"feature_directory":"../outside"}', 'outside'],
  ['{"feature_directory":"/etc"}', 'absolute'],
  ['{"feature_directory":"src"}', 'not under specs/'],
  ['{"feature_directory":7}', 'no text'],
])('an active feature %s is not accepted', async (json) => {
  await write('.specify/feature.json', json)
  expect(await missing('specify')).toBe('no feature under specs/ is active (.specify/feature.json)')
})

test('an absolute path of a feature in the project is accepted, as the scripts of spec-kit do', async () => {
  await write('.specify/feature.json', JSON.stringify({ feature_directory: join(workspace, 'specs/001-x') }))
  await write('specs/001-x/spec.md', 'spec')
  expect(await missing('specify')).toBeUndefined()
})

test('only work on the code counts as implementation', async () => {
  await write('main.py', 'print(1)')
  const before = await takeSnapshot(workspace)
  for (const path of [
    'specs/001-x/tasks.md',
    '.specify/x',
    '.opencode/x',
    '.git/x',
    '__pycache__/main.pyc',
    'a/node_modules/x',
  ]) {
    await write(path, 'x')
  }
  expect(await missing('implement', before)).toBe('no file outside specs/ was written')
  await write('main.py', 'print(2)')
  expect(await missing('implement', before)).toBeUndefined()
})

test('code that was only deleted is no implementation', async () => {
  await write('main.py', 'print(1)')
  const before = await takeSnapshot(workspace)
  await rm(join(workspace, 'main.py'))
  expect(await missing('implement', before)).toBe('no file outside specs/ was written')
})
