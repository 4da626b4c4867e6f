import { appendFile, mkdir, rm } from 'node:fs/promises'
import type { RunRecord } from '@genai-devbench/schema'
import { appendToJournal, readJournal, readRunRecord, repairRuns, runKey } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { Experiment, runRecord, whole } from './experiment.fixture.ts'

const keys = (records: RunRecord[]): string[] => records.map(runKey)
const repaired = ({ paths }: Experiment): Promise<RunRecord[]> => repairRuns(paths, () => {}, whole)
const journalLines = async (experiment: Experiment): Promise<number> =>
  (await experiment.read('runs/journal.jsonl')).split('\n').filter(Boolean).length

describe('a run record', () => {
  test('is read as it was written', async () => {
    await using experiment = await Experiment.make()
    const record = runRecord({ run: 1, reason: 'step 1 (Zoë\u2028課程): timed out' })
    await experiment.leave(record)
    expect(await readRunRecord(experiment.paths.run('direct', 1))).toEqual(record)
  })

  test.for([
    ['missing', undefined],
    ['cut off', '{"schema_version": 1,'],
    ['empty', ''],
    ['no record', '{"schema_version": 1}'],
  ])('that is %s is none', async ([, content]) => {
    await using experiment = await Experiment.make()
    if (content !== undefined) await experiment.write('runs/direct/run_001/run.json', content)
    expect(await readRunRecord(experiment.paths.run('direct', 1))).toBeUndefined()
  })

  test('that the system refuses to give is an error, so that its run is not made again', async () => {
    await using experiment = await Experiment.make()
    await mkdir(experiment.paths.run('direct', 1).record, { recursive: true })
    await expect(readRunRecord(experiment.paths.run('direct', 1))).rejects.toMatchObject({ code: 'EISDIR' })
  })
})

describe('the journal', () => {
  test('of an experiment without runs is empty', async () => {
    await using experiment = await Experiment.make()
    expect(await readJournal(experiment.paths)).toEqual([])
    await rm(experiment.paths.runs, { recursive: true })
    expect(await repaired(experiment)).toEqual([])
  })

  test('has every run in the order in which it was added', async () => {
    await using experiment = await Experiment.make()
    const records = [3, 1, 2].map((run) => runRecord({ run }))
    for (const record of records) await appendToJournal(experiment.paths, record)
    expect(await readJournal(experiment.paths)).toEqual(records)
  })

  test('counts a run that stands there twice once, as it was first', async () => {
    await using experiment = await Experiment.make()
    await appendToJournal(experiment.paths, runRecord({ run: 1 }))
    await appendToJournal(experiment.paths, runRecord({ run: 1, framework: 'other' }))
    await appendToJournal(experiment.paths, runRecord({ run: 1, outcome: 'failed', reason: 'later' }))
    expect(
      (await readJournal(experiment.paths)).map(({ framework, outcome }) => [framework, outcome]),
    ).toEqual([
      ['direct', 'completed'],
      ['other', 'completed'],
    ])
  })

  test('passes over a line that a crash cut off, and goes on behind it', async () => {
    await using experiment = await Experiment.make()
    await appendToJournal(experiment.paths, runRecord({ run: 1 }))
    await appendFile(experiment.paths.journal, JSON.stringify(runRecord({ run: 2 })).slice(0, 300))
    expect(keys(await readJournal(experiment.paths))).toEqual(['direct#1'])
    await appendToJournal(experiment.paths, runRecord({ run: 3 }))
    expect(keys(await readJournal(experiment.paths))).toEqual(['direct#1', 'direct#3'])
  })

  test('refuses a whole line that it does not understand: its run would be paid for again', async () => {
    await using experiment = await Experiment.make()
    await appendToJournal(experiment.paths, runRecord({ run: 1 }))
    await appendFile(
      experiment.paths.journal,
      `${JSON.stringify({ ...runRecord({ run: 2 }), schema_version: 2 })}\n`,
    )
    await expect(readJournal(experiment.paths)).rejects.toMatchObject({
      code: 'foreign_record',
      exitCode: 2,
      hint: expect.stringContaining('Use the version that made the experiment'),
    })
  })
})

describe('after a crash the journal is completed from the records', () => {
  test('with the run whose record was written and whose line was not', async () => {
    await using experiment = await Experiment.make()
    const records = [1, 2].map((run) => runRecord({ run }))
    for (const record of records) await experiment.leave(record)
    await appendToJournal(experiment.paths, runRecord({ run: 1 }))
    expect(await repaired(experiment)).toEqual(records)
    expect(await readJournal(experiment.paths)).toEqual(records)
  })

  test('with the run whose line was cut off', async () => {
    await using experiment = await Experiment.make()
    for (const run of [1, 2]) await experiment.leave(runRecord({ run }))
    await appendToJournal(experiment.paths, runRecord({ run: 1 }))
    await appendFile(experiment.paths.journal, JSON.stringify(runRecord({ run: 2 })).slice(0, -20))
    expect(keys(await repaired(experiment))).toEqual(['direct#1', 'direct#2'])
    expect(keys(await readJournal(experiment.paths))).toEqual(['direct#1', 'direct#2'])
  })

  test('whole, in the order in which the runs ended, when the journal itself is lost', async () => {
    await using experiment = await Experiment.make()
    const ends = { direct: [4, 2, 6], other: [3, 1, 5] }
    for (const [framework, minutes] of Object.entries(ends)) {
      for (const [index, minute] of minutes.entries()) {
        await experiment.leave(
          runRecord({
            framework,
            run: index + 1,
            ended_at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
          }),
        )
      }
    }
    expect(keys(await repaired(experiment))).toEqual([
      'other#2',
      'direct#2',
      'other#1',
      'direct#1',
      'other#3',
      'direct#3',
    ])
  })

  test('once: asked again it adds nothing', async () => {
    await using experiment = await Experiment.make()
    for (const run of [1, 2, 3]) await experiment.leave(runRecord({ run }))
    await repaired(experiment)
    const before = await experiment.read('runs/journal.jsonl')
    await repaired(experiment)
    expect(await experiment.read('runs/journal.jsonl')).toBe(before)
    expect(await journalLines(experiment)).toBe(3)
  })

  test.for(['interrupted', 'infrastructure', null] as const)(
    'but not with a run that has no result: %s',
    async (outcome) => {
      await using experiment = await Experiment.make()
      await experiment.leave(runRecord({ run: 1, outcome, ended_at: null }))
      expect(await repaired(experiment)).toEqual([])
    },
  )

  test.for(['failed', 'timed_out'] as const)('and with one that %s, which is a result', async (outcome) => {
    await using experiment = await Experiment.make()
    await experiment.leave(runRecord({ run: 1, outcome, reason: 'it did' }))
    expect(keys(await repaired(experiment))).toEqual(['direct#1'])
  })

  test('passing over directories that are no runs, and copies of runs', async () => {
    await using experiment = await Experiment.make()
    await experiment.leave(runRecord({ run: 1 }))
    const record = JSON.stringify(runRecord({ run: 1 }))
    for (const path of [
      'runs/direct/run_001_copy',
      'runs/direct/run_007',
      'runs/direct/notes',
      'runs/direct copy/run_001',
    ])
      await experiment.write(`${path}/run.json`, record)
    await experiment.write('runs/manifest.json', '{}')
    expect(keys(await repaired(experiment))).toEqual(['direct#1'])
    expect(await journalLines(experiment)).toBe(1)
  })

  test('with runs beyond the thousandth', async () => {
    await using experiment = await Experiment.make()
    await experiment.leave(runRecord({ run: 1000 }))
    expect(keys(await repaired(experiment))).toEqual(['direct#1000'])
  })
})
