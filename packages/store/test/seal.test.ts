import { readdir, rename, rm, symlink } from 'node:fs/promises'
import { Seal, UserError } from '@genai-devbench/schema'
import { checkSeal, hashConfig, readAmendments, readSeal, sealConfig } from '@genai-devbench/store'
import { describe, expect, test } from 'vitest'
import { Experiment, runRecord } from './experiment.fixture.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')
const LATER = new Date('2026-01-02T12:00:00.000Z')

/** Seals, as a runner does that has just read the configuration. */
async function sealNow({ paths, config }: Experiment, now: Date) {
  return sealConfig(paths, { config, configSha256: (await hashConfig(paths)).sha256 }, now)
}

/** What both ways to look at the seal say; the same, since one is asked before the run and one within. */
async function refusal(experiment: Experiment): Promise<UserError> {
  const [check, seal] = await Promise.allSettled([checkSeal(experiment.paths), sealNow(experiment, LATER)])
  if (check.status === 'fulfilled' || seal.status === 'fulfilled') throw new Error('not refused')
  expect(check.reason).toEqual(seal.reason)
  expect(check.reason).toBeInstanceOf(UserError)
  return check.reason as UserError
}

test('until the first run everything may change', async () => {
  await using experiment = await Experiment.make()
  await checkSeal(experiment.paths)
  await experiment.change('seed: 1', 'seed: 2')
  expect(await checkSeal(experiment.paths)).toMatchObject({ state: 'open' })
  expect(await readdir(experiment.paths.meta)).toEqual([])
})

test('the first run writes down every file under config/, their hash, and the plan', async () => {
  await using experiment = await Experiment.make()
  expect(await sealNow(experiment, NOON)).toBe('made')
  const { sha256: hash, files } = await hashConfig(experiment.paths)
  const seal = Seal.parse(JSON.parse(await experiment.read('.meta/seal.json')))
  expect(seal).toEqual({
    schema_version: 1,
    sealed_at: NOON.toISOString(),
    config_sha256: hash,
    files,
    plan: {
      primary_metrics: ['success'],
      sesoi: {},
      stopping: { mode: 'fixed', confidence_level: 0.95, max_runs: 5 },
    },
  })
  expect(Object.keys(seal.files)).toEqual([
    'config.yaml',
    'hitl/approval.txt',
    'prompts/01_first.txt',
    'prompts/02_second.txt',
  ])
  expect(await experiment.read('.meta/config.hash')).toBe(`${hash}\n`)
})

test('what was sealed stays sealed as it was: later runs change nothing', async () => {
  await using experiment = await Experiment.make()
  await sealNow(experiment, NOON)
  const before = await experiment.read('.meta/seal.json')
  await checkSeal(experiment.paths)
  expect(await sealNow(experiment, LATER)).toBe('kept')
  expect(await experiment.read('.meta/seal.json')).toBe(before)
})

test('a crash before the seal was written leaves the configuration open', async () => {
  await using experiment = await Experiment.make()
  await sealNow(experiment, NOON)
  await rm(experiment.paths.seal)
  await experiment.change('seed: 1', 'seed: 2')
  await checkSeal(experiment.paths)
  expect(await sealNow(experiment, LATER)).toBe('made')
  const { sha256 } = await hashConfig(experiment.paths)
  expect(await experiment.read('.meta/config.hash')).toBe(`${sha256}\n`)
})

test('a sealed experiment may be moved', async () => {
  await using experiment = await Experiment.make()
  await using elsewhere = await Experiment.make()
  await sealNow(experiment, NOON)
  await rm(elsewhere.paths.root, { recursive: true })
  await rename(experiment.paths.root, elsewhere.paths.root)
  await expect(checkSeal(elsewhere.paths)).resolves.toMatchObject({ state: 'sealed' })
})

describe('a change after that is refused with what has changed', () => {
  type Change = (experiment: Experiment) => Promise<unknown>
  test.for<[string, Change, string]>([
    ['a changed config.yaml', (it) => it.change('seed: 1', 'seed: 2'), '  - config/config.yaml: changed'],
    [
      'only a comment more',
      (it) => it.change('seed: 1', 'seed: 1 # fixed'),
      '  - config/config.yaml: changed',
    ],
    [
      'a changed prompt',
      (it) => it.write('config/prompts/01_first.txt', 'Write another.\n'),
      '  - config/prompts/01_first.txt: changed',
    ],
    [
      'a prompt that is gone',
      (it) => rm(it.path('config/prompts/01_first.txt')),
      '  - config/prompts/01_first.txt: removed',
    ],
    ['a file more', (it) => it.write('config/prompts/03 ü.txt', 'x'), '  - config/prompts/03 ü.txt: added'],
    [
      'a file that moved',
      (it) => rename(it.path('config/hitl/approval.txt'), it.path('config/hitl/yes.txt')),
      '  - config/hitl/approval.txt: removed\n  - config/hitl/yes.txt: added',
    ],
  ])('%s', async ([, change, expected]) => {
    await using experiment = await Experiment.make()
    await sealNow(experiment, NOON)
    await change(experiment)
    const error = await refusal(experiment)
    expect(error).toMatchObject({ code: 'sealed', exitCode: 2 })
    expect(error.message).toBe(
      `The configuration was sealed by the first run (2026-01-01T12:00:00.000Z) and has changed since:\n${expected}`,
    )
    expect(error.hint).toContain('new-experiment --from my_test --name my_test_v2')
    expect(error.hint).toContain('run-experiment my_test --amend "reason"')
  })

  test('undone, it is none', async () => {
    await using experiment = await Experiment.make()
    await sealNow(experiment, NOON)
    await experiment.change('seed: 1', 'seed: 2')
    await experiment.change('seed: 2', 'seed: 1')
    await expect(checkSeal(experiment.paths)).resolves.toMatchObject({ state: 'sealed' })
  })
})

describe('an amendment', () => {
  const amend = async ({ paths, config }: Experiment, reason: string, now: Date) =>
    sealConfig(paths, { config, configSha256: (await hashConfig(paths)).sha256, amend: reason }, now)

  test('is written down with its reason, seals the change, and leaves the first seal as it is', async () => {
    await using experiment = await Experiment.make()
    await sealNow(experiment, NOON)
    const first = await readSeal(experiment.paths)
    await experiment.change('seed: 1', 'seed: 2')
    expect(await amend(experiment, 'the seed was a slip', LATER)).toBe('amended')
    const { sha256: current, files } = await hashConfig(experiment.paths)
    expect(await readAmendments(experiment.paths)).toEqual([
      {
        schema_version: 1,
        amended_at: LATER.toISOString(),
        reason: 'the seed was a slip',
        from_config_sha256: first?.config_sha256,
        to_config_sha256: current,
        changed_files: ['config.yaml'],
        files,
      },
    ])
    expect(await readSeal(experiment.paths)).toEqual(first)
    expect(await experiment.read('.meta/config.hash')).toBe(`${current}\n`)
    expect(await sealNow(experiment, LATER)).toBe('kept')
  })

  test('goes for one change: the next is an error again, which names the amendment', async () => {
    await using experiment = await Experiment.make()
    await sealNow(experiment, NOON)
    await experiment.change('seed: 1', 'seed: 2')
    await amend(experiment, 'first', LATER)
    await experiment.change('seed: 2', 'seed: 3')
    expect((await refusal(experiment)).message).toContain(
      'sealed by the amendment (2026-01-02T12:00:00.000Z) and has changed since:\n  - config/config.yaml: changed',
    )
    await amend(experiment, 'second', LATER)
    const [one, two] = await readAmendments(experiment.paths)
    expect(two?.from_config_sha256).toBe(one?.to_config_sha256)
  })

  test('of nothing is an error', async () => {
    await using experiment = await Experiment.make()
    await expect(amend(experiment, 'too early', NOON)).rejects.toMatchObject({
      code: 'nothing_to_amend',
      exitCode: 2,
      message: expect.stringContaining('before the first run'),
    })
    await sealNow(experiment, NOON)
    await expect(amend(experiment, 'no change', LATER)).rejects.toMatchObject({ code: 'nothing_to_amend' })
    expect(await readAmendments(experiment.paths)).toEqual([])
  })

  test('that a crash cut off declared nothing', async () => {
    await using experiment = await Experiment.make()
    await sealNow(experiment, NOON)
    await experiment.change('seed: 1', 'seed: 2')
    await experiment.write('.meta/amendments.jsonl', '{"schema_version":1,"amended_at":"2026')
    expect(await refusal(experiment)).toMatchObject({ code: 'sealed' })
    await amend(experiment, 'again', LATER)
    expect(await readAmendments(experiment.paths)).toMatchObject([{ reason: 'again' }])
  })
})

test('links are sealed with what they lead to; one that leads to no file is no fault', async () => {
  await using experiment = await Experiment.make()
  await experiment.write('shared.txt', 'one')
  await symlink('../shared.txt', experiment.path('config/shared.txt'))
  // As Emacs locks a file that is being edited.
  await symlink('me@host.1234:5678', experiment.path('config/.#config.yaml'))
  await symlink('prompts', experiment.path('config/all'))
  await sealNow(experiment, NOON)
  await checkSeal(experiment.paths)
  await experiment.write('shared.txt', 'two')
  expect((await refusal(experiment)).message).toContain('config/shared.txt: changed')
})

test.for([
  ['cut off', '{"schema_version": 1, "sealed'],
  ['empty', ''],
  ['of another make', '{"schema_version": 2}'],
])('a seal that is %s is an error that says so, and nothing is sealed anew', async ([, content]) => {
  await using experiment = await Experiment.make()
  await experiment.write('.meta/seal.json', content ?? '')
  const error = await refusal(experiment)
  expect(error).toMatchObject({ code: 'damaged_seal', exitCode: 2 })
  expect(error.message).toContain('.meta/seal.json is damaged')
  expect(error.hint).toContain('Restore the file from a copy')
  expect(await experiment.read('.meta/seal.json')).toBe(content)
})

test('hidden files that editors and file managers leave about are no change', async () => {
  await using experiment = await Experiment.make()
  await sealNow(experiment, NOON)
  await experiment.write('config/.DS_Store', 'x')
  await experiment.write('config/prompts/.01.txt.swp', 'x')
  await expect(checkSeal(experiment.paths)).resolves.toMatchObject({ state: 'sealed' })
})

describe('a seal that is gone although there are runs', () => {
  const sealedAndRun = async (experiment: Experiment): Promise<void> => {
    await sealNow(experiment, NOON)
    const { sha256 } = await hashConfig(experiment.paths)
    await experiment.leave(runRecord({ run: 1, config_sha256: sha256 }))
    await experiment.leave(runRecord({ run: 2, config_sha256: sha256, outcome: null, ended_at: null }))
    await rm(experiment.paths.seal)
  }

  test('is made again when every run was made under this configuration', async () => {
    await using experiment = await Experiment.make()
    await sealedAndRun(experiment)
    expect(await checkSeal(experiment.paths)).toMatchObject({ state: 'lost' })
    expect(await sealNow(experiment, LATER)).toBe('restored')
    expect(await checkSeal(experiment.paths)).toMatchObject({ state: 'sealed' })
  })

  test('is an error that says what to do when one was not, and nothing is sealed', async () => {
    await using experiment = await Experiment.make()
    await sealedAndRun(experiment)
    await experiment.change('seed: 1', 'seed: 2')
    expect(await refusal(experiment)).toMatchObject({
      code: 'lost_seal',
      exitCode: 2,
      message: expect.stringContaining('.meta/seal.json is gone'),
      hint: expect.stringContaining('Restore config/ or the seal from a copy'),
    })
    expect(await readdir(experiment.paths.meta)).toEqual(['config.hash'])
  })
})

test('a configuration that changed since it was read is not sealed', async () => {
  await using experiment = await Experiment.make()
  const { sha256: configSha256 } = await hashConfig(experiment.paths)
  await experiment.change('seed: 1', 'seed: 2')
  await expect(
    sealConfig(experiment.paths, { config: experiment.config, configSha256 }, NOON),
  ).rejects.toMatchObject({ code: 'changed_while_starting', exitCode: 2 })
  expect(await readdir(experiment.paths.meta)).toEqual([])
})
