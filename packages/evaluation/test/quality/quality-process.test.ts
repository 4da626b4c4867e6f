import { execFileSync } from 'node:child_process'
import { DEFAULT_CODE_QUALITY_RULES as rules, QualityReport } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { QualityProcess } from '../../src/quality/process/quality-process.ts'
import { writeProject } from './write-project.ts'

const { signal } = new AbortController()
const place = { isolation: 'none' } as const

/** Tests that end with whoever started them, or never. */
const ENDLESS = {
  'main.py': 'print(1)\n',
  'test_main.py':
    'import time, unittest\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        time.sleep(600)\n',
}

/** Processes of this one that measure, by their numbers; other tests may have some too. */
const measuring = (): number[] =>
  execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('quality-worker'))
    .map((line) => Number.parseInt(line, 10))

test('a project is measured in one other process, again and again; one that cannot be is a reason', async () => {
  await using project = await writeProject({ 'main.py': 'import os\n\nprint(1)\n', 'README.md': '# It\n' })
  const others = measuring()
  const own = () => measuring().filter((pid) => !others.includes(pid))
  const quality = new QualityProcess()
  const measured = await quality.measure({ project: project.directory, place, rules }, signal)
  expect(QualityReport.parse(measured)).toEqual(measured)
  expect(measured).toMatchObject({
    code_quality: { score: { value: 0.5 } },
    documentation: { score: { value: 0 } },
    test_coverage: { score: { value: 0 } },
  })
  const [pid] = own()
  const missing = await quality.measure({ project: `${project.directory}/none`, place, rules }, signal)
  expect(missing.code_quality).toMatchObject({
    score: { value: null, reason: expect.stringContaining('ENOENT') },
    details: null,
  })
  expect(own()).toEqual([pid])
})

test('a process that crashes is the reason, and the next measurement has another', async () => {
  await using project = await writeProject(ENDLESS)
  const others = measuring()
  const quality = new QualityProcess()
  const asked = quality.measure({ project: project.directory, place, rules }, signal)
  const own = measuring().find((pid) => !others.includes(pid))
  process.kill(own!, 'SIGKILL')
  const { score } = (await asked).test_coverage
  expect(score).toEqual({ value: null, reason: 'what measures it ended by SIGKILL' })
  await using other = await writeProject({ 'main.py': 'print(1)\n' })
  const next = await quality.measure({ project: other.directory, place, rules }, signal)
  expect(next.code_quality.score.value).toBe(1)
})

test('a measurement that takes too long is ended, and no other with it; one whose signal is aborted rejects', async () => {
  await using project = await writeProject(ENDLESS)
  await using other = await writeProject({ 'main.py': 'print(1)\n' })
  const quality = new QualityProcess()
  const [ended, measured] = await Promise.all([
    quality.measure({ project: project.directory, place, rules }, signal, { longestMs: 1 }),
    quality.measure({ project: other.directory, place, rules }, signal),
  ])
  expect(ended.code_quality.score).toEqual({ value: null, reason: 'it was not measured within 0.001 s' })
  expect(measured.code_quality.score.value).toBe(1)
  const controller = new AbortController()
  const asked = quality.measure({ project: project.directory, place, rules }, controller.signal)
  controller.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
})
