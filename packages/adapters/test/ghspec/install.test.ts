import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installation } from '../../src/frameworks/ghspec/install.ts'
import { npmPackages } from '../../src/opencode/npm-packages.ts'
import { PARTS } from '../../src/frameworks/ghspec/parts.ts'
import { lockFile, versionsOf } from '../../src/install/installed-lock.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ghspec-install-'))
})
afterEach(() => rm(dir, { recursive: true }))

const writeLock = (parts: Record<string, string>): Promise<void> =>
  writeFile(lockFile(dir), JSON.stringify({ parts, python: '3.11.0', python_packages: [], npm_packages: [] }))

test('nothing installed is said so', async () => {
  expect(await installation.check(join(dir, 'none'))).toEqual([
    'spec-kit and its agent are not installed, or not to the end.',
  ])
})

test('a lock that is cut off counts as none', async () => {
  await writeFile(lockFile(dir), '{"parts":')
  expect(await installation.check(dir)).toEqual([
    'spec-kit and its agent are not installed, or not to the end.',
  ])
})

test('other versions than these are named', async () => {
  await writeLock({ ...versionsOf(PARTS), 'opencode-ai': '0.0.1' })
  expect(await installation.check(dir)).toEqual([
    expect.stringMatching(/^Version 0\.0\.1 of opencode-ai is installed, [\d.]+ is needed\.$/),
  ])
})

test('programs that are gone are named', async () => {
  await writeLock(versionsOf(PARTS))
  expect((await installation.check(dir)).join(' ')).toMatch(
    /spec-kit does not run: .* opencode does not run: .* ripgrep does not run: /,
  )
})

test('an installation that is stopped leaves no lock, so that it is made again', async () => {
  await writeLock(versionsOf(PARTS))
  const stop = new AbortController()
  const report = (message: string): void => {
    if (message.startsWith('Installing')) stop.abort(new Error('stopped'))
  }
  await expect(installation.install(dir, { report, signal: stop.signal })).rejects.toThrow('stopped')
  expect(await installation.check(dir)).toEqual([
    'spec-kit and its agent are not installed, or not to the end.',
  ])
})

test('the lock holds what npm put there, not what it would have elsewhere', async () => {
  await mkdir(join(dir, 'node_modules', '@a', 'here'), { recursive: true })
  const packages = {
    '': {},
    'node_modules/@a/here': {
      version: '1.0.0',
      integrity: 'sha512-x',
      resolved: 'https://registry.example/here.tgz',
    },
    'node_modules/elsewhere': { version: '1.0.0', integrity: 'sha512-y' },
  }
  expect(npmPackages({ packages }, dir)).toEqual(['@a/here@1.0.0 sha512-x'])
})
