import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { confine, probeBubblewrap } from '../src/index.ts'
import { isWithin, programPlaces } from '../src/places.ts'

const probe = await probeBubblewrap()
const unavailable = 'reason' in probe ? probe.reason : undefined

const root = mkdtempSync(join(tmpdir(), 'devbench-sandbox-test-'))
afterAll(() => rmSync(root, { recursive: true }))
for (const name of [
  'project',
  'project/tmp',
  'given',
  'experiments',
  'experiments/mine',
  'experiments/other',
])
  mkdirSync(join(root, name))
for (const name of ['given', 'experiments/mine', 'experiments/other'])
  writeFileSync(join(root, name, 'file.txt'), name)

/** What a shell says inside, where everything of the user's is but what is given. */
function say(script: string, writable: string[] = []): string {
  const { file, args } = confine(
    { file: '/bin/sh', args: ['-c', `exec 2>&1; ${script}`] },
    {
      cwd: join(root, 'project'),
      writable: [join(root, 'project'), ...writable],
      readable: [join(root, 'given'), join(root, 'not-there')],
      hidden: [join(root, 'experiments'), join(root, 'experiments/mine')],
      temporary: join(root, 'project/tmp'),
    },
  )
  return spawnSync(file, args, { encoding: 'utf8' }).stdout
}

test.skipIf(unavailable)('what is given can be read, and nothing else of the user can', () => {
  expect(say(`cat ${root}/given/file.txt`)).toBe('given')
  expect(say(`ls ${root}`).split('\n').filter(Boolean)).toEqual(['experiments', 'given', 'project'])
  expect(say(`ls ${root}/experiments`)).toBe('')
  expect(say(`echo more >> ${root}/given/file.txt`)).toMatch(/read-only/i)
  expect(say(`echo more > ${root}/experiments/planted`)).toMatch(/read-only/i)
  expect(say('echo more > /planted')).toMatch(/read-only/i)
  expect(say('echo more > /usr/planted')).toMatch(/read-only/i)
})

test.skipIf(unavailable)('a directory that is given shows inside one that is hidden', () => {
  const mine = join(root, 'experiments/mine')
  expect(say(`ls ${root}/experiments; cat ${mine}/file.txt`, [mine])).toBe('mine\nexperiments/mine')
})

test.skipIf(unavailable)('of /etc no more is shown than everybody may read', () => {
  expect(say('cat /etc/passwd')).toContain('root')
  expect(say('cat /etc/shadow; ls /etc/ssl/private')).not.toContain('root:')
})

test.skipIf(unavailable)('only its own processes are in sight, and it runs where it is told to', () => {
  expect(say('pwd; ls -d /proc/[0-9]*').split('\n').length).toBeLessThan(8)
  expect(say('pwd')).toBe(`${join(root, 'project')}\n`)
})

test('a directory of the PATH that holds the whole home directory is no place of programs', () => {
  const home = join(root, 'home')
  mkdirSync(join(home, 'bin'), { recursive: true })
  const path = ['/', root, home, join(home, 'bin'), 'relative'].join(':')
  const places = programPlaces({ PATH: path }, home)
  expect(places).toContain(join(home, 'bin'))
  for (const place of places) expect(isWithin(home, place)).toBe(false)
  expect(programPlaces()).not.toContain(homedir())
})
