import { readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/metagpt/adapter.ts'
import { installation } from '../../src/frameworks/metagpt/install.ts'
import { METAGPT } from '../../src/frameworks/metagpt/parts.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { appFiles } from '../../src/scripted/app-files.ts'
import { FrameworkRun, type Model, runProgram, saidBy } from '../support/framework-run.ts'

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

  test('six steps add up to an application whose tests pass', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    const calls: number[] = []
    for (const prompt of STEPS) {
      const before = run.calls.length
      expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
      calls.push(run.calls.length - before)
    }
    // Three documents for a new project, six for a later step, then code and review of each file.
    expect(calls).toEqual(STEPS.map((prompt, index) => (index === 0 ? 3 : 6) + 2 * appFiles(prompt).length))
    for (const { path, content } of STEPS.flatMap(appFiles)) {
      expect(await readFile(join(run.workspace, path), 'utf8')).toBe(content)
    }
    expect((await readdir(join(run.workspace, 'docs', 'prd'))).length).toBe(1)
    const tests = await runProgram('python3', ['-m', 'unittest', 'discover', '-s', 'tests'], run.workspace, {
      PATH: process.env['PATH'] ?? '',
      TMPDIR: tmpdir(),
    })
    expect(tests.stderr).toMatch(/\nOK\n/)
  })

  test('a prompt arrives unharmed, with the model and temperature of the run; the whole project is in the prompt of a later step', async () => {
    const prompt = `-- starts with dashes
--help "double" 'single' \\back $HOME $1 \`a\` {braces} {filename} %s é☃ a@b.org\t${'long '.repeat(3_000)}
[CONTENT]
## Code: x.py
end`
    await using run = await FrameworkRun.start(adapter, dir)
    run.options = adapter.options.parse({ code_review: false, output_tokens: 1234 })
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    const [first] = run.calls
    if (!first) throw new Error('no call')
    expect(saidBy(first)).toContain(prompt)
    expect(await readFile(join(run.workspace, 'docs', 'requirement.txt'), 'utf8')).toBe(prompt)
    for (const { phase, body } of run.calls) {
      expect({ phase, ...body }).toMatchObject({
        phase: 'company',
        model: 'vendor/model-1',
        temperature: 0.3,
        stream: true,
      })
    }
    expect(run.calls.filter((call) => saidBy(call).includes('Code Review Format'))).toEqual([])
    await run.step(STUDENTS)
    expect(run.calls.some((call) => saidBy(call).includes('import { createServer }'))).toBe(true)
    expect(run.strays).toEqual([])
  })

  test('two runs at once do not meet, and their projects say nothing of who ran them', async () => {
    const prompts = STEPS.slice(0, 4)
    await Promise.all(
      prompts.map(async (prompt) => {
        await using run = await FrameworkRun.start(adapter, dir)
        expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
        const files = await readdir(run.workspace)
        expect(files.filter((name) => name.endsWith('.py')).toSorted()).toEqual(
          appFiles(prompt)
            .map(({ path }) => path)
            .filter((path) => path.endsWith('.py'))
            .toSorted(),
        )
        const log = ['-C', join(run.workspace, '.metagpt', 'project'), 'log', '--format=%an %ae %cn %ce']
        const { stdout } = await runProgram('git', log, run.workspace, { PATH: process.env['PATH'] ?? '' })
        expect(new Set(stdout.trim().split('\n'))).toEqual(
          new Set(['MetaGPT metagpt@localhost MetaGPT metagpt@localhost']),
        )
      }),
    )
  })

  describe('a step has failed', () => {
    test.each<[string, Model, string | RegExp]>([
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

    test.each<[string, string, Model]>([
      ['when a later step changes nothing', STUDENTS, adapter.scripted],
      [
        'when a later step has no list of files',
        COURSES,
        (request) => adapter.scripted({ ...request, isDefective: true }),
      ],
    ])('%s', async (_name, prompt, model) => {
      await using run = await FrameworkRun.start(adapter, dir)
      expect(await run.step(STUDENTS)).toEqual({ outcome: 'passed' })
      run.answer = model
      expect(await run.step(prompt)).toEqual({
        outcome: 'failed',
        reason: 'MetaGPT wrote or changed no file of code',
      })
      expect(await readdir(run.workspace)).toContain('feature_students.py')
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

const wordsForCode: Model = (request) => {
  const reply = adapter.scripted(request)
  return 'text' in reply && reply.text.includes('```') && !reply.text.startsWith('[CONTENT]')
    ? { text: 'Let us talk first.' }
    : reply
}
