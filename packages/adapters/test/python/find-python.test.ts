import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findPython, isWithin, rangeText } from '../../src/python/find-python.ts'

let bin = ''
let reports: string[] = []
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'find-python-'))
  vi.stubEnv('PATH', bin)
  reports = []
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(bin, { recursive: true })
})

const RANGE = { from: 10, to: 11 }
const find = () =>
  findPython('The framework', RANGE, {
    signal: new AbortController().signal,
    report: (message) => reports.push(message),
  })

/** A program of the shell's own words alone: there is nothing else on the PATH. */
async function program(name: string, script: string): Promise<string> {
  const path = join(bin, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

test('takes a Python on the PATH that is within the range, whatever python3 is', async () => {
  await program('python3', 'echo 3.12.1')
  await program('python3.10', 'echo 3.10.13')
  await program('python3.11', 'exit 1')
  expect(await find()).toEqual({ program: 'python3.10', version: '3.10.13' })
})

test('asks uv where the PATH has none, and has it fetch one where it has none either', async () => {
  const uvs = await program('uv-python', 'echo 3.11.9')
  await program(
    'uv',
    `case "$1 $2" in
--version*) echo uv 1 ;;
"python find") test "$3" = ">=3.10,<3.12" && test -e ${bin}/fetched && echo ${uvs} ;;
"python install") test "$3" = 3.11 && : >${bin}/fetched ;;
esac`,
  )
  expect(await find()).toEqual({ program: uvs, version: '3.11.9' })
  expect(reports).toEqual(['Fetching Python 3.10 to 3.11 with uv ...'])
})

test('says what is there when none will do', async () => {
  await program('python3', 'echo 3.13.0')
  await program('python', 'echo 2.7.18')
  await expect(find()).rejects.toThrow(
    'The framework needs Python 3.10 to 3.11; there is none on the PATH (python3 is 3.13.0, python is 2.7.18).',
  )
})

test('a range without an end takes what is newer', () => {
  expect([isWithin({ from: 11 }, '3.15.0'), isWithin({ from: 11 }, '3.9.18')]).toEqual([true, false])
  expect([rangeText({ from: 11 }), rangeText({ from: 12, to: 12 })]).toEqual(['3.11 or newer', '3.12'])
})
