import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GoldenCase, parseGolden } from '../../src/golden/golden-file.ts'

const packageDirectory = fileURLToPath(new URL('../..', import.meta.url))
const goldenFile = join(packageDirectory, 'test/golden/statistics.json')
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'golden-'))
})
afterAll(() => rm(directory, { recursive: true }))

test('a file whose figures agree passes, with one summary line first', async () => {
  const { code, stdout } = await golden(await written('small.json', await fewCases()))
  expect(code).toBe(0)
  expect(stdout.split('\n')[0]).toMatch(/^checked \d+ values, 0 mismatches, 0 not implemented$/)
})

test('one wrong value is named and exits 1', async () => {
  const wrong = {
    id: 'wrong',
    kind: 'groups',
    input: {},
    groups: { A: [1, 2] },
    expected: { groups: { A: { mean: 2 } } },
  }
  const { code, stdout } = await golden(await written('changed.json', [...(await fewCases()), wrong]))
  expect(code).toBe(1)
  expect(stdout).toMatch(/^checked \d+ values, 1 mismatches/)
  expect(stdout).toContain('mismatch wrong: groups.A.mean: expected 2, got 1.5')
})

test('a file that is missing or no golden file exits 2 and says what is wanted', async () => {
  const other = join(directory, 'other.json')
  await writeFile(other, '{"cases": [{}]}')
  expect(await golden(other)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is not a golden file'),
  })
  expect(await golden(join(directory, 'absent.json'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot read'),
  })
  expect(await golden()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: golden <file>') })
})

/** The first case of each kind: check.test.ts goes through all of them. */
async function fewCases(): Promise<GoldenCase[]> {
  const cases = parseGolden(await readFile(goldenFile, 'utf8'), goldenFile)
  return cases.filter(({ kind }, index) => cases.findIndex((other) => other.kind === kind) === index)
}

async function written(name: string, cases: readonly object[]): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, JSON.stringify({ cases }))
  return path
}

function golden(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/golden/cli.ts', ...args],
      { cwd: packageDirectory },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}
