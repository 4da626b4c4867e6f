import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appendToJournal, findFinishedRuns, readRunRecord, repairRuns, runKey } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { Experiment, runRecord } from './experiment.fixture.ts'

/** Three finished runs, each with its record and its line. */
async function threeRuns(): Promise<Experiment> {
  const experiment = await Experiment.make()
  for (const run of [1, 2, 3]) {
    await experiment.leave(runRecord({ run }))
    await appendToJournal(experiment.paths, runRecord({ run }))
  }
  return experiment
}

async function repaired({ paths }: Experiment): Promise<{ keys: string[]; told: string[] }> {
  const told: string[] = []
  const keys = await repairRuns(paths, (what) => told.push(what), runKey)
  const { isJournalDamaged, recordless, unlisted } = await findFinishedRuns(paths, runKey)
  expect({ isJournalDamaged, recordless, unlisted }).toEqual({
    isJournalDamaged: false,
    recordless: [],
    unlisted: [],
  })
  return { keys, told }
}

const ALL = ['direct#1', 'direct#2', 'direct#3']
const GARBAGE = ['', '{"schema_version": 1, "exper', '\0\0\0\0', 'null', '{}']

test('where nothing is wrong nothing is changed or told', async () => {
  await using experiment = await threeRuns()
  const before = await experiment.read('runs/journal.jsonl')
  expect(await repaired(experiment)).toEqual({ keys: ALL, told: [] })
  expect(await experiment.read('runs/journal.jsonl')).toBe(before)
  expect(await readdir(experiment.paths.run('direct', 2).root)).toEqual(['run.json'])
})

test.for(GARBAGE)('a run.json that holds %j is written again from the journal, and kept', async (garbage) => {
  await using experiment = await threeRuns()
  const run = experiment.paths.run('direct', 2)
  await writeFile(run.record, garbage)
  expect(await repaired(experiment)).toEqual({
    keys: ALL,
    told: ['runs/direct/run_002/run.json was missing or damaged and was written again from the journal'],
  })
  expect(await readRunRecord(run)).toEqual(runRecord({ run: 2 }))
  expect(await readFile(`${run.record}.damaged-1`, 'utf8')).toBe(garbage)
})

test.for(GARBAGE.slice(1))(
  'a journal with the line %j in its middle is written again, and kept',
  async (garbage) => {
    await using experiment = await threeRuns()
    const lines = (await experiment.read('runs/journal.jsonl')).split('\n')
    lines[1] = garbage
    await writeFile(experiment.paths.journal, lines.join('\n'))
    expect(await repaired(experiment)).toEqual({
      keys: ['direct#1', 'direct#3', 'direct#2'],
      told: [
        'runs/journal.jsonl was damaged and was written again from the run records; as it was: journal.jsonl.damaged-1',
      ],
    })
    expect(await experiment.read('runs/journal.jsonl.damaged-1')).toBe(lines.join('\n'))
  },
)

test('a line that is JSON and no run record is repaired where the record of its run is whole', async () => {
  await using experiment = await threeRuns()
  const text = await experiment.read('runs/journal.jsonl')
  await writeFile(experiment.paths.journal, text.replace('"completed"', '"cimpleted"'))
  expect((await repaired(experiment)).keys.toSorted()).toEqual(ALL)
})

test('a finished run of another version whose line is lost is refused: it would be paid for again', async () => {
  await using experiment = await Experiment.make()
  const foreign = JSON.stringify({ ...runRecord({ run: 1 }), schema_version: 2 })
  await experiment.write('runs/direct/run_001/run.json', foreign)
  await expect(repairRuns(experiment.paths, () => {}, runKey)).rejects.toMatchObject({
    code: 'foreign_record',
    message: expect.stringContaining('run_001/run.json holds a finished run'),
  })
})

test.for([{ schema_version: 2 }, { toolkit_version: '0.0.1', outcome: 'cimpleted' }])(
  'so is one whose record and line agree: %j',
  async (changes) => {
    await using experiment = await threeRuns()
    const foreign = { ...runRecord({ run: 4 }), ...changes }
    await experiment.write('runs/direct/run_004/run.json', `${JSON.stringify(foreign, null, 2)}\n`)
    await appendFile(experiment.paths.journal, `${JSON.stringify(foreign)}\n`)
    await expect(repairRuns(experiment.paths, () => {}, runKey)).rejects.toMatchObject({
      code: 'foreign_record',
    })
  },
)

test('what is written again has its keys in the order in which they were', async () => {
  await using experiment = await threeRuns()
  const { paths } = experiment
  const { schema_version, ...rest } = runRecord({ run: 4 })
  const shuffled = { ...rest, schema_version }
  const [line, text] = [JSON.stringify(shuffled), `${JSON.stringify(shuffled, null, 2)}\n`]
  await experiment.write('runs/direct/run_004/run.json', text)
  expect((await repaired(experiment)).told).toHaveLength(1)
  expect((await experiment.read('runs/journal.jsonl')).trimEnd().split('\n').at(-1)).toBe(line)
  await writeFile(paths.run('direct', 4).record, '{')
  expect((await repaired(experiment)).told).toHaveLength(1)
  expect(await experiment.read('runs/direct/run_004/run.json')).toBe(text)
  await appendFile(paths.journal, '{"torn')
  expect((await repaired(experiment)).told).toHaveLength(1)
  expect((await experiment.read('runs/journal.jsonl')).trimEnd().split('\n').at(-1)).toBe(line)
})

test('a run of which neither record nor line can be read is not finished, and nothing of it is deleted', async () => {
  await using experiment = await threeRuns()
  const run = experiment.paths.run('direct', 3)
  await writeFile(run.record, '{"schema')
  const lines = (await experiment.read('runs/journal.jsonl')).split('\n')
  await writeFile(experiment.paths.journal, [...lines.slice(0, 2), lines[2]?.slice(0, 50)].join('\n'))
  expect((await repaired(experiment)).keys).toEqual(['direct#1', 'direct#2'])
  expect(await readFile(run.record, 'utf8')).toBe('{"schema')
})

test('what was being written when a runner was killed is cleared away', async () => {
  await using experiment = await threeRuns()
  const { paths } = experiment
  await appendFile(paths.journal, '{"torn')
  await experiment.write('runs/direct/run_004/logs/step_001.out.log', '')
  for (const dir of [paths.meta, paths.runs, paths.run('direct', 4).root])
    await writeFile(join(dir, 'file.json.0123456789ab.tmp'), 'half')
  await repaired(experiment)
  for (const dir of [paths.meta, paths.runs, paths.run('direct', 4).root])
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
