import { rm, stat } from 'node:fs/promises'
import { Manifest } from '@genai-devbench/schema'
import { manifestIsDue, writeManifest } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { Experiment, runRecord } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')
const readManifest = async (experiment: Experiment): Promise<Manifest> =>
  Manifest.parse(JSON.parse(await experiment.read('runs/manifest.json')))

test('the manifest lists every finished run and counts outcomes', async () => {
  await using experiment = await Experiment.make()
  const records = [
    runRecord({ run: 1 }),
    runRecord({ run: 1, framework: 'constructor' }),
    runRecord({ run: 2, outcome: 'timed_out', reason: 'step 1' }),
    runRecord({ run: 3 }),
    runRecord({ run: 4, outcome: null, ended_at: null }),
  ]
  await writeManifest(experiment.paths, 'my_test', records, NOON)
  expect(await readManifest(experiment)).toEqual({
    schema_version: 1,
    experiment: 'my_test',
    updated_at: NOON.toISOString(),
    counts: { direct: { completed: 2, timed_out: 1 }, constructor: { completed: 1 } },
    runs: [
      {
        framework: 'direct',
        run: 1,
        outcome: 'completed',
        path: 'runs/direct/run_001',
        started_at: '2026-01-01T00:00:00.000Z',
        ended_at: '2026-01-01T00:01:00.000Z',
      },
      {
        framework: 'constructor',
        run: 1,
        outcome: 'completed',
        path: 'runs/constructor/run_001',
        started_at: '2026-01-01T00:00:00.000Z',
        ended_at: '2026-01-01T00:01:00.000Z',
      },
      {
        framework: 'direct',
        run: 2,
        outcome: 'timed_out',
        path: 'runs/direct/run_002',
        started_at: '2026-01-01T00:00:00.000Z',
        ended_at: '2026-01-01T00:02:00.000Z',
      },
      {
        framework: 'direct',
        run: 3,
        outcome: 'completed',
        path: 'runs/direct/run_003',
        started_at: '2026-01-01T00:00:00.000Z',
        ended_at: '2026-01-01T00:03:00.000Z',
      },
    ],
  })
})

test('it is made anew from the runs, whatever was there', async () => {
  await using experiment = await Experiment.make()
  await experiment.write('runs/manifest.json', '{"torn')
  await writeManifest(experiment.paths, 'my_test', [runRecord({ run: 1 })], NOON)
  expect((await readManifest(experiment)).runs).toHaveLength(1)
  await rm(experiment.paths.runs, { recursive: true })
  await writeManifest(experiment.paths, 'my_test', [], NOON)
  expect(await readManifest(experiment)).toMatchObject({ counts: {}, runs: [] })
})

/** Entries in all manifests together that are written while `runs` runs finish one by one. */
function entriesWritten(runs: number): number {
  let written = 0
  let inManifest = 0
  for (let finished = 1; finished <= runs; finished++) {
    if (!manifestIsDue(finished, inManifest)) continue
    written += finished
    inManifest = finished
  }
  return written
}

test('ten times the runs cost about ten times as much to keep it', () => {
  for (const runs of [100, 1000, 10_000]) {
    expect(entriesWritten(runs * 10) / entriesWritten(runs)).toBeGreaterThan(8)
    expect(entriesWritten(runs * 10) / entriesWritten(runs)).toBeLessThan(12)
    expect(entriesWritten(runs)).toBeLessThan(10 * runs)
  }
})

test('so do the bytes on disk', async () => {
  await using experiment = await Experiment.make()
  const bytesWritten = async (runs: number): Promise<number> => {
    let bytes = 0
    let inManifest = 0
    for (let finished = 1; finished <= runs; finished++) {
      if (!manifestIsDue(finished, inManifest)) continue
      inManifest = finished
      await writeManifest(experiment.paths, 'my_test', records.slice(0, finished), NOON)
      bytes += (await stat(experiment.paths.manifest)).size
    }
    return bytes
  }
  const records = Array.from({ length: 1000 }, (_, index) => runRecord({ run: index + 1 }))
  expect((await bytesWritten(1000)) / (await bytesWritten(100))).toBeLessThan(12)
})

test('it is never far behind: at most an eighth of the runs is missing in it', () => {
  let inManifest = 0
  for (let finished = 1; finished <= 2000; finished++) {
    if (manifestIsDue(finished, inManifest)) inManifest = finished
    expect(finished - inManifest).toBeLessThanOrEqual(inManifest / 8)
  }
  expect(manifestIsDue(1, 0)).toBe(true)
})
