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

/** Tests that kill the process that measures, wherever it is above them, and then leave a mark. */
const killer = (mark: string) => ({
  'main.py': 'print(1)\n',
  'test_main.py': `
import os, pathlib, signal, subprocess, unittest

class T(unittest.TestCase):
    def test_it(self):
        pid, words = os.getpid(), ""
        while "quality-worker" not in words:
            told = subprocess.run(["ps", "-o", "ppid=,args=", "-p", str(pid)], capture_output=True, text=True)
            above, words = told.stdout.strip().split(" ", 1)
            if "quality-worker" in words:
                os.kill(pid, signal.SIGKILL)
            pid = int(above)
        pathlib.Path(${JSON.stringify(mark)}).touch()
`,
})

/** Tests that end once the mark is there. */
const neighbour = (mark: string) => ({
  'main.py': 'def one():\n    return 1\n',
  'test_main.py': `
import os, time, unittest
from main import one

class T(unittest.TestCase):
    def test_it(self):
        while not os.path.exists(${JSON.stringify(mark)}):
            time.sleep(0.01)
        self.assertEqual(one(), 1)
`,
})

test('a project that ends what measures it has no scores for that reason; another that was measured with it has', async () => {
  await using shared = await writeProject({})
  const mark = `${shared.directory}/mark`
  await using hostile = await writeProject(killer(mark))
  await using other = await writeProject(neighbour(mark))
  const quality = new QualityProcess()
  const [ended, measured] = await Promise.all(
    [hostile, other].map(({ directory: project }) => quality.measure({ project, place, rules }, signal)),
  )
  const score = { value: null, reason: 'what measures it ended by SIGKILL, twice' }
  expect(ended).toMatchObject({ code_quality: { score }, documentation: { score }, test_coverage: { score } })
  expect(measured).toMatchObject({
    code_quality: { score: { value: 1 } },
    test_coverage: { score: { value: 1 } },
  })
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
