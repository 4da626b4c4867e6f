import { probeBubblewrap } from '@genai-devbench/sandbox'
import { DEFAULT_CODE_QUALITY_RULES as rules, QualityReport } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { measureQuality } from '../../src/index.ts'
import { readSources } from '../../src/quality/sources/read-sources.ts'
import { measureTestCoverage } from '../../src/quality/test-coverage/measure-test-coverage.ts'
import { SCRIPT_PROJECT } from './fixtures/script-project.ts'
import { type Files, writeProject } from './write-project.ts'

const probe = await probeBubblewrap()
const unavailable = 'reason' in probe ? probe.reason : undefined
if (unavailable) console.log(`Skipped: ${unavailable}.`)

const { signal } = new AbortController()

async function coverage(files: Files, isolation: 'none' | 'bwrap' = 'none', now = () => 0) {
  await using project = await writeProject(files)
  return await measureTestCoverage(await readSources(project.directory), {
    project: project.directory,
    place: { isolation },
    environment: {},
    signal,
    timeoutMs: 60_000,
    mutation: { count: 1, budgetMs: Number.POSITIVE_INFINITY, seed: 1 },
    now,
  })
}

/** A server that its test starts as a process and kills. */
const KILLED_SERVER: Files = {
  'server.py': `import time

if len("on") == 2:
    print("ready", flush=True); time.sleep(60)
print("never")
`,
  'tests/test_server.py': `import subprocess, sys, unittest

class ServerTest(unittest.TestCase):
    def test_it_starts(self):
        server = subprocess.Popen([sys.executable, "server.py"], stdout=subprocess.PIPE)
        self.assertEqual(server.stdout.readline(), b"ready\\n")
        server.kill()
        server.wait()
        server.stdout.close()
`,
}

describe.skipIf(unavailable)('in a sandbox', () => {
  test('the lines that Python tests run are counted, those of a process that is killed as well', async () => {
    const { score, details } = await coverage(KILLED_SERVER, 'bwrap')
    // Of 4 lines the last is not run.
    expect(Object.keys(details!.analysers)).toEqual(['tree-sitter-wasm', 'python'])
    expect(details).toMatchObject({
      frameworks: ['unittest'],
      tests: { passed: 1 },
      lines: 4,
      covered_lines: 3,
      mutation: { noticed: 1 },
    })
    expect(score.value).toBe(0.75)
  })

  test('a whole project is measured, and stays as it is', async () => {
    await using project = await writeProject(SCRIPT_PROJECT)
    const mutation = { count: 2, budgetMs: 60_000, seed: 1 }
    const report = await measureQuality(project.directory, {
      signal,
      place: { isolation: 'bwrap' },
      rules,
      mutation,
    })
    expect(QualityReport.parse(report)).toEqual(report)
    expect(report.code_quality.score.value).toBe(1)
    expect(report.documentation.score.value).toBe(1)
    // greeting.js is run, server.js is not.
    expect(report.test_coverage.details).toMatchObject({
      tests: { passed: 2, failed: 0 },
      lines: 19,
      covered_lines: 7,
      mutation: { noticed: 2 },
    })
    expect((await readSources(project.directory)).files).toEqual(Object.keys(SCRIPT_PROJECT).toSorted())
  })
})

test('a test that fails counts, its message is kept, and a mutant that only it could notice is not noticed', async () => {
  const { score, details } = await coverage({
    'sum.js': 'export const sum = (a, b) => a + b\n',
    'test/sum.js': `import { test } from 'node:test'
import assert from 'node:assert'
import { sum } from '../sum.js'
test('sums', () => assert.equal(sum(1, 2), 4))
test('runs', () => sum(1, 2))
`,
    'package.json': '{ "type": "module" }',
  })
  expect(details?.failures).toEqual([{ test: ':test/sum.js:4:sums', message: expect.stringContaining('3') }])
  expect(details?.mutation).toMatchObject({
    noticed: 0,
    mutants: [{ before: '+', after: '-', noticed: false }],
  })
  expect(score.value).toBe(0.25)
})

test('a change with which the tests hang is noticed long before the time for all of them is up', async () => {
  const files = {
    'a.py': 'import time\n\nif __name__ == "__main__":\n    time.sleep(600)\nNAME = "a"\n',
    'tests/test_a.py': `import unittest, a

class NameTest(unittest.TestCase):
    def test_it_has_one(self):
        self.assertEqual(a.NAME, "a")
`,
  }
  let minutes = 0
  const { details } = await coverage(files, 'none', () => 60_000 * minutes++)
  expect(details?.mutation).toMatchObject({ noticed: 1, mutants: [{ before: '==' }] })
})

test.for<[string, Files, number | null, string]>([
  ['no tests', { 'a.py': 'print(1)\n' }, 0, 'there are no tests'],
  ['no code', { 'a.go': 'package a' }, null, 'no source file'],
  [
    'tests of another framework',
    { 'a.js': '1', 'a.test.js': 'test("a", () => {})' },
    null,
    'not written for node:test',
  ],
  [
    'tests that need what is not installed',
    { 'a.py': 'import no_such_module\n', 'tests/test_a.py': 'import a\n' },
    null,
    'the tests need no_such_module, which is not installed',
  ],
  [
    'tests that end the process',
    { 'a.py': 'print(1)\n', 'tests/test_a.py': 'import os, a\nos._exit(0)\n' },
    0,
    'ended without a result',
  ],
])('%s', async ([, files, value, reason]) => {
  const { score, details } = await coverage(files)
  expect(score.value).toBe(value)
  expect([score.reason, ...(details?.notes ?? [])].join()).toContain(reason)
})

test('tests that are functions are run by pytest', async () => {
  const { score, details } = await coverage({
    'a.py': 'def double(x):\n    return x * 2\n',
    'tests/test_a.py': 'from a import double\n\ndef test_double():\n    assert double(4) == 8\n',
  })
  expect(details?.frameworks).toEqual(['pytest'])
  if (score.reason !== null) return expect(score.reason).toBe('the tests need pytest, which is not installed')
  expect(details).toMatchObject({
    tests: { passed: 1 },
    lines: 2,
    covered_lines: 2,
    mutation: { noticed: 1 },
  })
})

test('where there is no sandbox the reason stands for the score, and the rest is measured', async () => {
  await using project = await writeProject(SCRIPT_PROJECT)
  const path = process.env['PATH']
  process.env['PATH'] = ''
  try {
    const report = await measureQuality(project.directory, { signal, rules, place: { isolation: 'bwrap' } })
    expect(report.test_coverage).toEqual({
      score: { value: null, reason: 'bubblewrap (bwrap) is not installed' },
      details: null,
    })
    expect(report.code_quality.score.value).toBe(1)
  } finally {
    process.env['PATH'] = path
  }
})
