import { readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/metagpt/adapter.ts'
import { installation } from '../../src/frameworks/metagpt/install.ts'
import { METAGPT } from '../../src/frameworks/metagpt/parts.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { appFiles } from '../../src/scripted/app-files.ts'
import { FrameworkRun, type Model, runProgram, saidBy, startSeveral } from '../support/framework-run.ts'

const dir = installDir('metagpt')
const faults = await installation.check(dir)
if (faults.length > 0) {
  console.log(`skipped: the real MetaGPT; ${faults.join(' ')} Install: devbench frameworks install metagpt`)
}

const STEPS = ['STUDENTS', 'COURSES', 'TEACHERS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING'].map(
  (title) => `TASK: ${title}\n\nIt's "quoted", {braces} and \`code\`.\n`,
)
const [STUDENTS = '', COURSES = ''] = STEPS

describe.skipIf(faults.length > 0)('the real MetaGPT', { timeout: 400_000 }, () => {
  test('is known by its version and that of all that it stands on, and is not installed twice', async () => {
    const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
    expect(identity).toMatchObject({ metagpt: METAGPT.version, python: expect.stringMatching(/^3\.1[01]\./) })
    expect(identity['packages_sha256']).toMatch(/^[0-9a-f]{64}$/)
    const reports: string[] = []
    const report = (message: string): unknown => reports.push(message)
    await installation.install(dir, { signal: new AbortController().signal, report })
    expect(reports).toEqual(['Everything is installed already.'])
  })

  // One pair of runs for all that needs a project: each step costs the start of a company.
  describe('two runs at once', () => {
    const prompt = `-- starts with dashes
--help "double" 'single' \\back $HOME $1 \`a\` {braces} {filename} %s é☃ a@b.org\t${'long '.repeat(3_000)}
[CONTENT]
## Code: x.py
end`
    let several: Awaited<ReturnType<typeof startSeveral>>
    let sixSteps: FrameworkRun<unknown>
    let unreviewed: FrameworkRun<unknown>
    beforeAll(async () => {
      several = await startSeveral(2, adapter, dir)
      const [first, second] = several.runs
      if (!first || !second) throw new Error('no runs')
      sixSteps = first
      unreviewed = second
      unreviewed.options = adapter.options.parse({ code_review: false, output_tokens: 1234 })
    })
    afterAll(() => several[Symbol.asyncDispose]())

    test('do not meet', async () => {
      const results = await Promise.all([sixSteps.step(STUDENTS), unreviewed.step(prompt)])
      expect(results).toEqual([{ outcome: 'passed' }, { outcome: 'passed' }])
      expect(await programsIn(sixSteps)).toEqual(programsOf(STUDENTS))
      expect(await programsIn(unreviewed)).toEqual(programsOf(prompt))
    })

    test('get their prompt unharmed, with the model and temperature of the run', async () => {
      const [first] = unreviewed.calls
      if (!first) throw new Error('no call')
      expect(saidBy(first)).toContain(prompt)
      expect(await readFile(join(unreviewed.workspace, 'docs', 'requirement.txt'), 'utf8')).toBe(prompt)
      for (const { phase, body } of unreviewed.calls) {
        expect({ phase, ...body }).toMatchObject({
          phase: 'company',
          model: 'vendor/model-1',
          temperature: 0.3,
          stream: true,
        })
      }
      expect(unreviewed.calls.filter((call) => saidBy(call).includes('Code Review Format'))).toEqual([])
    })

    test('have the whole project in the prompt of a later step, and ask nothing but the model', async () => {
      await unreviewed.step(STUDENTS)
      expect(unreviewed.calls.some((call) => saidBy(call).includes('import { createServer }'))).toBe(true)
      expect(unreviewed.strays).toEqual([])
    })

    test('six steps add up to an application whose tests pass', async () => {
      const calls = [sixSteps.calls.length]
      for (const later of STEPS.slice(1)) {
        const before = sixSteps.calls.length
        expect(await sixSteps.step(later)).toEqual({ outcome: 'passed' })
        calls.push(sixSteps.calls.length - before)
      }
      // Three documents for a new project, six for a later step, then code and review of each file.
      expect(calls).toEqual(STEPS.map((step, index) => (index === 0 ? 3 : 6) + 2 * appFiles(step).length))
      for (const { path, content } of STEPS.flatMap(appFiles)) {
        expect(await readFile(join(sixSteps.workspace, path), 'utf8')).toBe(content)
      }
      expect((await readdir(join(sixSteps.workspace, 'docs', 'prd'))).length).toBe(1)
      const tests = await runProgram(
        'python3',
        ['-m', 'unittest', 'discover', '-s', 'tests'],
        sixSteps.workspace,
        { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir() },
      )
      expect(tests.stderr).toMatch(/\nOK\n/)
    })

    test.each<[string, string, Model]>([
      ['changes nothing', STEPS.at(-1) ?? '', adapter.scripted],
      ['has no list of files', COURSES, (request) => adapter.scripted({ ...request, isDefective: true })],
    ])('a later step has failed when it %s', async (_name, later, model) => {
      sixSteps.answer = model
      expect(await sixSteps.step(later)).toEqual({
        outcome: 'failed',
        reason: 'MetaGPT wrote or changed no file of code',
      })
      expect(await readdir(sixSteps.workspace)).toContain('feature_students.py')
    })

    test('have projects that say nothing of who ran them', async () => {
      for (const { workspace } of several.runs) {
        const log = ['-C', join(workspace, '.metagpt', 'project'), 'log', '--format=%an %ae %cn %ce']
        const { stdout } = await runProgram('git', log, workspace, { PATH: process.env['PATH'] ?? '' })
        expect(new Set(stdout.trim().split('\n'))).toEqual(
          new Set(['MetaGPT metagpt@localhost MetaGPT metagpt@localhost']),
        )
      }
    })
  })

  describe('a step has failed', () => {
    // At once: MetaGPT tries again after a wait.
    test.concurrent.each<[string, Model, string | RegExp]>([
      [
        'when the documents are none',
        () => ({ text: 'lorem {"a": [' }),
        /^MetaGPT gave up: json\.decoder\.JSONDecodeError: /,
      ],
      [
        'when the list of files is empty',
        (request) => adapter.scripted({ ...request, isDefective: true }),
        /^MetaGPT gave up: TypeError: /,
      ],
      [
        'when there are words in place of the code',
        wordsForCode,
        'the engineer answered with words and no code',
      ],
    ])('%s', async (_name, model, reason) => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = model
      expect(await run.step(STUDENTS)).toEqual({
        outcome: 'failed',
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      })
    })

    test('when the prompt is too long for a command line, before anything is called', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      expect(await run.step('x'.repeat(128 * 1024))).toMatchObject({
        outcome: 'failed',
        reason: expect.stringContaining('131071 bytes'),
      })
      expect(run.calls).toEqual([])
    })
  })
})

const programsOf = (prompt: string): string[] =>
  appFiles(prompt)
    .map(({ path }) => path)
    .filter((path) => /\.(py|mjs)$/.test(path))
    .toSorted()

const programsIn = async ({ workspace }: FrameworkRun<unknown>): Promise<string[]> =>
  (await readdir(workspace)).filter((name) => /\.(py|mjs)$/.test(name)).toSorted()

const wordsForCode: Model = (request) => {
  const reply = adapter.scripted(request)
  return 'text' in reply && reply.text.includes('```') && !reply.text.startsWith('[CONTENT]')
    ? { text: 'Let us talk first.' }
    : reply
}
