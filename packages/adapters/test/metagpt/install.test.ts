import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installation } from '../../src/frameworks/metagpt/install.ts'
import { METAGPT, PARTS } from '../../src/frameworks/metagpt/parts.ts'
import { lockFile, versionsOf } from '../../src/install/installed-lock.ts'
import { otherPins, pinsIn } from '../../src/python/pins.ts'

const REQUIREMENTS = new URL('../../src/frameworks/metagpt/requirements.txt', import.meta.url)
const pins = pinsIn(await readFile(REQUIREMENTS, 'utf8'))

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'metagpt-install-'))
})
afterEach(() => rm(dir, { recursive: true }))

const writeLock = (parts: Record<string, string>, packages: readonly string[]): Promise<void> =>
  writeFile(lockFile(dir), JSON.stringify({ parts, python: '3.11.0', python_packages: packages }))

test('nothing installed is said so', async () => {
  expect(await installation.check(join(dir, 'none'))).toEqual([
    'MetaGPT is not installed, or not to the end.',
  ])
})

test('another version, or other packages beside it, are named', async () => {
  await writeLock({ metagpt: '0.8.1' }, pins)
  expect(await installation.check(dir)).toEqual([
    `Version 0.8.1 of metagpt is installed, ${METAGPT.version} is needed.`,
  ])
  await writeLock(
    versionsOf(PARTS),
    pins.map((pin) => (pin.startsWith('openai==') ? 'openai==2.0.0' : pin)),
  )
  expect((await installation.check(dir)).join()).toMatch(
    /^Other packages are installed .*: openai==1\.[\d.]+ needed\.$/,
  )
})

test('a Python that is gone is named', async () => {
  await writeLock(versionsOf(PARTS), pins)
  expect((await installation.check(dir)).join()).toMatch(/^MetaGPT does not run: /)
})

test('an installation that is stopped leaves no lock, so that it is made again', async () => {
  await writeLock(versionsOf(PARTS), pins)
  const stop = new AbortController()
  const report = (message: string): void => {
    if (message.startsWith('Installing')) stop.abort(new Error('stopped'))
  }
  await expect(installation.install(dir, { report, signal: stop.signal })).rejects.toThrow('stopped')
  expect(await installation.check(dir)).toEqual(['MetaGPT is not installed, or not to the end.'])
})

test('every package is pinned to one version, MetaGPT to the one that is said', () => {
  expect(pins).toContain(`${METAGPT.name}==${METAGPT.version}`)
  expect(new Set(pins.map((pin) => pin.split('==')[0])).size).toBe(pins.length)
  expect(pins.length).toBeGreaterThan(100)
})

test('pins are the same in whatever case and punctuation pip prints them; those of other systems do not count', () => {
  const wanted = pinsIn('# a==1\na-b[x]==1.0\nonly-there==1 ; python_version < "3.11"\n\nc==2')
  expect(wanted).toEqual(['a-b[x]==1.0', 'c==2'])
  expect(otherPins(wanted, ['A_B==1.0', 'c==3'])).toEqual(['c==2'])
})
