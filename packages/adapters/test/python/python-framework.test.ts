import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFile } from '../../src/install/installed-lock.ts'
import { type PythonFramework, installationOf, layoutOf } from '../../src/python/python-framework.ts'

const FRAMEWORK: PythonFramework = {
  title: 'Example',
  source: { repository: 'https://example.org/someone/example.git', commit: 'abc123' },
  python: { from: 11, to: 12 },
  packages: ['Some_Package==1.0', 'other==2.0'],
  faults: () => Promise.resolve(['Something of its own is gone.']),
}
const installation = installationOf(FRAMEWORK)

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'python-framework-'))
})
afterEach(() => rm(dir, { recursive: true }))

const writeLock = (parts: Record<string, string>, packages: string[]): Promise<void> =>
  writeFile(lockFile(dir), JSON.stringify({ parts, python: '3.11.0', python_packages: packages }))

test('it is known by its repository and commit', () => {
  expect(installation.parts).toEqual([
    { name: 'example', version: 'abc123', source: 'https://example.org/someone/example.git' },
  ])
  expect(installation.python).toBe('3.11 to 3.12')
  expect(installation.checkout).toMatchObject({ commit: 'abc123' })
})

test('nothing installed is said so', async () => {
  expect(await installation.check(dir)).toEqual(['Example is not installed, or not to the end.'])
})

test('another commit is named', async () => {
  await writeLock({ example: 'def456' }, [])
  expect(await installation.check(dir)).toEqual(['Version def456 of example is installed, abc123 is needed.'])
})

test('packages of other versions are named', async () => {
  await writeLock({ example: 'abc123' }, ['some-package==1.0', 'other==1.9'])
  expect(await installation.check(dir)).toEqual([
    'Other Python packages than Example is pinned to are installed: it needs other==2.0.',
  ])
})

test('files that are gone are named', async () => {
  await writeLock({ example: 'abc123' }, ['Some.Package==1.0', 'other==2.0', 'pip==23'])
  expect(await installation.check(dir)).toEqual([
    expect.stringMatching(/source is gone\.$/),
    expect.stringMatching(/python is gone\.$/),
  ])
})

test('when all is there, the framework has the last word', async () => {
  await writeLock({ example: 'abc123' }, ['some-package==1.0', 'other==2.0'])
  const { source, bin, python } = layoutOf(dir)
  for (const directory of [source, bin]) await mkdir(directory, { recursive: true })
  await writeFile(python, '')
  expect(await installation.check(dir)).toEqual(['Something of its own is gone.'])
})

test('an installation that fails leaves no lock, so that it is made again', async () => {
  await writeLock({ example: 'abc123' }, [])
  const progress = { report: () => {}, signal: new AbortController().signal, from: dir }
  await expect(installation.install(dir, progress)).rejects.toThrow('holds no commit abc123')
  expect(await installation.check(dir)).toEqual(['Example is not installed, or not to the end.'])
})
