import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeHash, projectIn, publish } from '../../src/frameworks/metagpt/project.ts'

let workspace = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'metagpt-project-'))
})
afterEach(() => rm(workspace, { recursive: true }))

const write = async (path: string, content: string): Promise<void> => {
  const file = join(projectIn(workspace).root, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

const published = async (): Promise<string[]> => {
  await publish(projectIn(workspace), workspace)
  return (await filesBelow(workspace)).filter((path) => !path.startsWith('.metagpt/'))
}

test('the code comes to the top, with the documents beside it', async () => {
  await write('project/main.py', 'print(1)')
  await write('project/tests/test_main.py', '')
  await write('requirements.txt', 'flask==3.0.0')
  await write('docs/prd/1.json', '{}')
  await write('resources/prd/1.md', '# PRD')
  await write('test_outputs/x', '')
  await write('.git/HEAD', '')
  await mkdir(join(projectIn(workspace).root, 'docs', 'class_view'))
  expect(await published()).toEqual([
    'docs/prd/1.json',
    'main.py',
    'requirements.txt',
    'resources/prd/1.md',
    'tests/test_main.py',
  ])
  expect(await readdir(join(workspace, 'docs'))).toEqual(['prd'])
})

test('what is gone from the code is gone from the top; an empty list of packages is none', async () => {
  await write('project/main.py', 'print(1)')
  await write('project/old.py', '')
  await write('requirements.txt', '')
  expect(await published()).toEqual(['main.py', 'old.py'])
  await rm(join(projectIn(workspace).code, 'old.py'))
  expect(await published()).toEqual(['main.py'])
})

test('where code and documents have a name in common, the code has it', async () => {
  await write('project/docs/index.html', '<p>')
  await write('project/requirements.txt', 'mine')
  await write('docs/prd/1.json', '{}')
  await write('requirements.txt', 'theirs')
  expect(await published()).toEqual(['docs/index.html', 'requirements.txt'])
})

test('the code has another hash when a file changes, whatever happens to the documents', async () => {
  const project = projectIn(workspace)
  expect(await codeHash(project)).toBeUndefined()
  await write('project/main.py', 'print(1)')
  const before = await codeHash(project)
  await write('docs/prd/1.json', '{}')
  expect(await codeHash(project)).toBe(before)
  await write('project/main.py', 'print(2)')
  expect(await codeHash(project)).not.toBe(before)
})
