import { appendFile, chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import { Metrics } from '@genai-devbench/schema'
import { appendToJournal, hashConfig, readSeal, sealConfig } from '@genai-devbench/store'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { type Verification, verifyArchive, verifyDirectory } from '../src/index.ts'
import { formatChecksum, parseChecksum } from '../src/checksums.ts'
import { ARTIFACTS, Experiment, ODD_NAMES, RECORD, bodyOf } from './experiment.fixture.ts'

const RUN = 'runs/direct/run_001'
const PLANNED = {
  metrics: Metrics.parse({ primary: ['success'] }),
  stopping: { mode: 'fixed' as const, confidence_level: 0.95, max_runs: 1 },
}

const named = ({ differences }: Verification): string[] =>
  differences.map(({ fault, path }) => `${fault} ${path}`)

test.for(ODD_NAMES)('a line of SHA256SUMS gives back the name %j', (name) => {
  const line = formatChecksum(name, 'a'.repeat(64))
  expect(line).not.toContain('\n')
  expect(parseChecksum(line)).toEqual({ path: name, sha256: 'a'.repeat(64) })
})

test('an archive, what is unpacked from it, and the experiment itself are as they should be', async () => {
  await using experiment = await Experiment.make()
  const { files } = await experiment.archive()
  const sound = { archived: true, files, checked: files - 1, differences: [] }
  expect(await verifyArchive(experiment.archiveFile)).toEqual(sound)
  expect(await verifyDirectory(await experiment.unpack())).toEqual(sound)
  // config.yaml, prompt, seal, its hash, journal, record, recorded body.
  expect(await verifyDirectory(experiment.paths.root)).toEqual({
    archived: false,
    files: files - 2,
    checked: 7,
    differences: [],
  })
})

test('everything that was changed in an unpacked archive is named', async () => {
  await using experiment = await Experiment.make()
  await experiment.archive()
  const root = await experiment.unpack()
  const at = (inner: string): string => join(root, inner)
  await appendFile(at(`${ARTIFACTS}/bytes`), 'x')
  await rm(at(`${ARTIFACTS}/two\nlines`))
  await chmod(at(`${ARTIFACTS}/start.sh`), 0o644)
  await rm(at(`${ARTIFACTS}/link`))
  await symlink('bytes', at(`${ARTIFACTS}/link`))
  await rm(at(`${ARTIFACTS}/long target`))
  await rm(at(`${ARTIFACTS}/empty`), { recursive: true })
  await rm(at(`${ARTIFACTS}/nothing`))
  await symlink('bytes', at(`${ARTIFACTS}/nothing`))
  await mkdir(at('hollow'))
  await writeFile(at('notes.txt'), '')
  expect(named(await verifyDirectory(root))).toEqual([
    'extra hollow',
    'extra notes.txt',
    `changed ${ARTIFACTS}/bytes`,
    `missing ${ARTIFACTS}/empty/inner`,
    `changed ${ARTIFACTS}/link`,
    `missing ${ARTIFACTS}/long target`,
    `changed ${ARTIFACTS}/nothing`,
    `changed ${ARTIFACTS}/start.sh`,
    `missing ${ARTIFACTS}/two\nlines`,
  ])
  // Packed again by another program the differences are the same.
  const again = join(experiment.dir, 'again.tar.gz')
  await execa('tar', ['-czf', again, '-C', join(root, '..'), 'my_test'])
  expect(await verifyArchive(again)).toEqual(await verifyDirectory(root))
})

test('a file that took the place of an empty directory, and a directory that was emptied, are named once', async () => {
  await using experiment = await Experiment.make()
  await experiment.archive()
  const root = await experiment.unpack()
  await writeFile(join(root, ARTIFACTS, 'empty/inner/new'), '')
  await rm(join(root, 'config/prompts/01.txt'))
  expect(named(await verifyDirectory(root))).toEqual([
    'missing config/prompts/01.txt',
    `extra ${ARTIFACTS}/empty/inner/new`,
  ])
})

describe('an experiment that was never archived', () => {
  test.for<[what: string, spoil: (experiment: Experiment) => Promise<unknown>, expected: string[]]>([
    [
      'a sealed file changed',
      (e) => e.write('config/prompts/01.txt', 'other'),
      ['changed config/prompts/01.txt'],
    ],
    [
      'a sealed file gone, another added',
      async (e) => {
        await rm(e.path('config/prompts/01.txt'))
        await e.write('config/prompts/02.txt', 'x')
        await e.write('config/.hidden', 'x')
      },
      ['missing config/prompts/01.txt', 'extra config/prompts/02.txt'],
    ],
    ['the seal gone', (e) => rm(e.paths.seal), ['missing .meta/seal.json']],
    ['the seal cut off', (e) => e.write('.meta/seal.json', '{'), ['damaged .meta/seal.json']],
    [
      'a sealed file changed and the change amended',
      async (e) => {
        await e.write('config/prompts/01.txt', 'other')
        const { sha256: configSha256 } = await hashConfig(e.paths)
        await sealConfig(e.paths, { config: PLANNED, configSha256, amend: 'a slip' }, new Date(0))
      },
      [],
    ],
    [
      'an amendment of another experiment',
      async (e) => {
        const hash = 'a'.repeat(64)
        await e.write(
          '.meta/amendments.jsonl',
          JSON.stringify({
            schema_version: 1,
            amended_at: '2026-01-01T12:00:00.000Z',
            reason: 'x',
            from_config_sha256: hash,
            to_config_sha256: hash,
            changed_files: [],
            files: (await readSeal(e.paths))?.files,
          }),
        )
      },
      ['damaged .meta/amendments.jsonl', 'changed .meta/config.hash'],
    ],
    ['another hash', (e) => e.write('.meta/config.hash', 'x'), ['changed .meta/config.hash']],
    [
      'a record that says something else',
      (e) => writeJson(e.path(`${RUN}/run.json`), { ...RECORD, outcome: 'failed' }),
      [`changed ${RUN}/run.json`],
    ],
    ['a record laid out otherwise', (e) => e.write(`${RUN}/run.json`, JSON.stringify(RECORD)), []],
    ['a record gone', (e) => rm(e.path(`${RUN}/run.json`)), [`missing ${RUN}/run.json`]],
    ['a record cut off', (e) => e.write(`${RUN}/run.json`, '{"sch'), [`damaged ${RUN}/run.json`]],
    ['the journal gone', (e) => rm(e.paths.journal), [`extra ${RUN}/run.json`]],
    [
      'a run listed that is not there',
      (e) => appendToJournal(e.paths, { ...RECORD, run: 2 }),
      ['missing runs/direct/run_002/run.json'],
    ],
    ['a line cut off by a crash', (e) => appendFile(e.paths.journal, '{"schema'), []],
    ['a foreign line', (e) => appendFile(e.paths.journal, '{}\n'), ['damaged runs/journal.jsonl']],
    [
      'calls that are gone',
      async (e) => {
        const { totals } = RECORD
        const record = { ...RECORD, totals: { ...totals, usage: { ...totals.usage, calls: 2 } } }
        await writeJson(e.path(`${RUN}/run.json`), record)
        await e.write('runs/journal.jsonl', `${JSON.stringify(record)}\n`)
      },
      [`missing ${RUN}/llm_calls.jsonl`],
    ],
    [
      'a recorded body changed',
      (e) => e.write(bodyOf('the answer'), 'another'),
      [`changed ${bodyOf('the answer')}`],
    ],
  ])('%s', async ([, spoil, expected]) => {
    await using experiment = await Experiment.make()
    await spoil(experiment)
    expect(named(await verifyDirectory(experiment.paths.root))).toEqual(expected)
  })
})

describe('an archive', () => {
  test('that breaks off, or has a byte changed, is damaged', async () => {
    await using experiment = await Experiment.make()
    await experiment.archive()
    const whole = await readFile(experiment.archiveFile)
    const file = join(experiment.dir, 'damaged.tar.gz')
    for (const bytes of [whole.subarray(0, 1000), whole.map((byte, at) => (at === 1000 ? byte ^ 1 : byte))]) {
      await writeFile(file, bytes)
      expect(named(await verifyArchive(file))).toEqual([`damaged ${file}`])
    }
  })

  test('that is none is an error', async () => {
    await using experiment = await Experiment.make()
    const file = join(experiment.dir, 'x')
    await writeFile(file, 'text')
    await expect(verifyArchive(file)).rejects.toMatchObject({ code: 'not_an_archive' })
    await execa('tar', ['-czf', file, '-C', experiment.dir, 'my_test'])
    await expect(verifyArchive(file)).rejects.toMatchObject({ code: 'not_an_archive' })
  })
})
