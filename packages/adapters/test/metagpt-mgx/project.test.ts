import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeIn, productFault } from '../../src/frameworks/metagpt-mgx/project.ts'
import { answersWithoutBlock } from '../../src/frameworks/metagpt-mgx/words.ts'

let workspace = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'metagpt-mgx-project-'))
})
afterEach(() => rm(workspace, { recursive: true }))

const write = async (path: string, content = path): Promise<void> => {
  await mkdir(dirname(join(workspace, path)), { recursive: true })
  await writeFile(join(workspace, path), content)
}

const entry = (level: string, where: string, message: string): string =>
  `2026-01-02 03:04:05.678 | ${level.padEnd(8)} | ${where}:12 - ${message}\n`
const withoutBlock = (answer: string): string =>
  entry('ERROR', 'metagpt.utils.common:parse_code', '```.*?\\s+(.*?)\n``` not match following text:') +
  entry('ERROR', 'metagpt.utils.common:parse_code', answer)
const INFO = entry('INFO', 'metagpt.roles.di.role_zero:_act', 'Commands: []')

test('documents, links and what running programs leave behind are no code', async () => {
  for (const path of ['main.py', 'web/docs/index.html', '.gitignore', 'package.json']) await write(path)
  for (const path of ['README.md', 'docs/prd.json', 'resources/a.svg', 'flow.mermaid']) await write(path)
  for (const path of ['.git/HEAD', 'node_modules/a/index.js', 'web/__pycache__/a.pyc', '.venv/bin/x'])
    await write(path)
  await symlink('docs', join(workspace, 'link'))
  expect([...(await codeIn(workspace)).keys()]).toEqual([
    '.gitignore',
    'main.py',
    'package.json',
    'web/docs/index.html',
  ])
})

describe('a product', () => {
  test('is code that is new or changed', async () => {
    await write('main.py', '1')
    const before = await codeIn(workspace)
    await write('docs/prd.md')
    expect(await productFault(workspace, before, new Set())).toBe('MetaGPT wrote or changed no file of code')
    await write('main.py', '2')
    expect(await productFault(workspace, before, new Set())).toBeUndefined()
  })

  test('is not words that were taken for code, unless there is code beside them', async () => {
    const words = answersWithoutBlock(`${INFO}${withoutBlock('Let us talk\nfirst.')}${INFO}`)
    await write('main.py', 'Let us talk\nfirst.\n')
    expect(await productFault(workspace, new Map(), words)).toBe(
      'the engineer answered with words and no code',
    )
    await write('core.py', 'print(1)\n')
    expect(await productFault(workspace, new Map(), words)).toBeUndefined()
  })
})

test('answers without a block are those that the log tells, not those it quotes', () => {
  const log =
    INFO + withoutBlock('') + INFO + withoutBlock('One.') + withoutBlock('Quoted.').replaceAll(/^/gm, '  ')
  expect([...answersWithoutBlock(log)].map((answer) => answer.split('\n')[0])).toEqual(['', 'One.'])
})
