import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesBelow } from '@genai-devbench/files'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeSource } from '../../src/install/source-checkout.ts'

let root = ''
let repository = ''
let commit = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'source-checkout-'))
  repository = join(root, 'repository')
  await mkdir(join(repository, 'docs'), { recursive: true })
  git('init', '--quiet', '.')
  await writeFile(join(repository, 'main.py'), 'print(1)\n')
  await writeFile(join(repository, 'docs', 'a page.md'), '# Page\n')
  git('add', '.')
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'first')
  commit = git('rev-parse', 'HEAD').trim()
  await writeFile(join(repository, 'main.py'), 'print(2)\n')
})
afterEach(() => rm(root, { recursive: true }))

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const progress = (from?: string) => ({
  report: () => {},
  signal: new AbortController().signal,
  ...(from === undefined ? {} : { from }),
})

const source = () => ({ repository: pathToFileURL(repository).href, commit })

test('a local checkout gives the files of the commit and not what was changed since', async () => {
  const dir = join(root, 'source')
  await placeSource(source(), dir, progress(repository))
  expect(await filesBelow(dir)).toEqual(['docs/a page.md', 'main.py'])
  expect(await readFile(join(dir, 'main.py'), 'utf8')).toBe('print(1)\n')
})

test('a bare repository will do, and some of its paths', async () => {
  const bare = join(root, 'bare.git')
  git('clone', '--quiet', '--bare', '.', bare)
  const dir = join(root, 'source')
  await placeSource({ ...source(), paths: ['docs'] }, dir, progress(bare))
  expect(await filesBelow(dir)).toEqual(['docs/a page.md'])
})

test('without a checkout the commit is fetched, and nothing but its files is left', async () => {
  const dir = join(root, 'source')
  await placeSource(source(), dir, progress())
  expect(await filesBelow(dir)).toEqual(['docs/a page.md', 'main.py'])
  expect(await filesBelow(root)).not.toContain('source.git/HEAD')
})

test('what an earlier try left is gone', async () => {
  const dir = join(root, 'source')
  await mkdir(dir)
  await writeFile(join(dir, 'stale.py'), '')
  await placeSource(source(), dir, progress(repository))
  expect(await filesBelow(dir)).not.toContain('stale.py')
})

test.each([
  ['a repository without the commit', () => repository],
  ['a directory that is no repository', () => root],
])('%s is refused and says what it must be', async (_name, from) => {
  const wanted = { ...source(), commit: '0123456789012345678901234567890123456789' }
  await expect(placeSource(wanted, join(root, 'source'), progress(from()))).rejects.toMatchObject({
    message: expect.stringContaining('holds no commit 0123456789012345678901234567890123456789'),
    hint: expect.stringContaining('fetch that commit'),
  })
})

test('a repository out of reach says what else can be done', async () => {
  const wanted = { repository: pathToFileURL(join(root, 'none')).href, commit }
  await expect(placeSource(wanted, join(root, 'source'), progress())).rejects.toMatchObject({
    hint: expect.stringContaining('--from'),
  })
})
