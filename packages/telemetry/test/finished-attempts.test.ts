import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { RunRecord } from '@genai-devbench/schema'
import { type RunPaths, experimentPaths, runPaths, writeRunRecord } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { finishedAttempts } from '../src/index.ts'
import { runRecord } from './attempt.fixture.ts'

test('every try that is over is found, cut off ones too, but neither the one under way nor one without a record', async () => {
  const root = await mkdtemp(join(tmpdir(), 'devbench-telemetry-'))
  const write = async (paths: RunPaths, record: RunRecord): Promise<void> => {
    await mkdir(paths.root, { recursive: true })
    await writeRunRecord(paths, record)
  }
  try {
    const paths = experimentPaths(root)
    const underWay = { ended_at: null, outcome: null }
    const [first, second] = [paths.run('direct', 1), paths.run('direct', 2)]
    await write(first, runRecord({ attempt: 3 }))
    await write(runPaths(join(first.attempts, '1')), runRecord(underWay))
    await mkdir(join(first.attempts, '2'))
    await write(second, runRecord({ run: 2, ...underWay }))
    const found = await finishedAttempts(paths)
    expect(found.map((attempt) => relative(paths.runs, attempt.root))).toEqual([
      'direct/run_001/attempts/1',
      'direct/run_001',
    ])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
