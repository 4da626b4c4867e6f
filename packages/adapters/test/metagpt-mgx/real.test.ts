import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/metagpt-mgx/adapter.ts'
import { METAGPT_MGX } from '../../src/frameworks/metagpt-mgx/framework.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { installationOf } from '../../src/python/python-framework.ts'
import { appFiles } from '../../src/scripted/app-files.ts'
import { FrameworkRun, type Model, saidBy, startSeveral } from '../support/framework-run.ts'

const dir = installDir('metagpt-mgx')
const installation = installationOf(METAGPT_MGX)
const faults = await installation.check(dir)
if (faults.length > 0) {
  console.log(
    `skipped: the real team of MetaGPT; ${faults.join(' ')} Install: devbench frameworks install metagpt-mgx`,
  )
}

const [STUDENTS, COURSES, TEACHERS, AUTHENTICATION] = [
  'STUDENTS',
  'COURSES',
  'TEACHERS',
  'AUTHENTICATION',
].map((title) => `TASK: ${title}\n\nIt's "quoted", {braces} and \`code\`.\n`) as [
  string,
  string,
  string,
  string,
]

describe.skipIf(faults.length > 0)('the real team of MetaGPT', { timeout: 300_000 }, () => {
  test('is known by its commit and the versions of all that it stands on, and is not installed twice', async () => {
    const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
    expect(identity).toMatchObject({ MetaGPT: METAGPT_MGX.source.commit, python: expect.any(String) })
    const reports: string[] = []
    const report = (message: string): unknown => reports.push(message)
    await installation.install(dir, { signal: new AbortController().signal, report })
    expect(reports).toEqual(['Everything is installed already.'])
  })

  test('asks for each member in a phase of its own, and goes on with the files of the step before', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step(STUDENTS)).toEqual({ outcome: 'passed' })
    const callsOf = (phase: string): number => run.calls.filter((call) => call.phase === phase).length
    expect({
      leader: callsOf('team_leader'),
      manager: callsOf('product_manager'),
      architect: callsOf('architect'),
    }).toEqual({ leader: 6, manager: 3, architect: 3 })
    // Each file is asked for and written.
    expect(callsOf('engineer')).toBe(3 + 2 * appFiles(STUDENTS).length)
    expect(run.calls).toHaveLength(12 + callsOf('engineer'))
    for (const { body } of run.calls)
      expect(body).toMatchObject({ model: 'vendor/model-1', temperature: 0.3, stream: true })

    const before = run.calls.length
    run.answer = engineerFirst(
      { command_name: 'Terminal.run_command', args: { cmd: 'ls *.py' } },
      { command_name: 'Editor.read', args: { path: 'feature_students.py' } },
      { command_name: 'CodeReview.review', args: { patch_path: 'core.py', output_file: 'review.json' } },
    )
    expect(await run.step(COURSES)).toEqual({ outcome: 'passed' })
    const later = run.calls.slice(before)
    expect(later.some((call) => saidBy(call).includes('core.py\nfeature_students.py\nmain.py'))).toBe(true)
    // With the numbers of its lines.
    expect(later.some((call) => /\d{3}\|def register\(/.test(saidBy(call)))).toBe(true)
    // The review has no member of its own.
    expect(later.some(({ phase }) => phase === 'tools')).toBe(true)
    for (const { path, content } of [STUDENTS, COURSES].flatMap(appFiles))
      expect(await readFile(join(run.workspace, path), 'utf8')).toBe(content)
    expect(run.strays).toEqual([])
    expect(run.questions).toEqual([])
  })

  test('gets the prompt unharmed, however long', async () => {
    const prompt = `-- starts with dashes
"double" 'single' \\back $HOME $1 \`a\` {braces} {0} %s é☃ a@b.org\t${'long '.repeat(30_000)}
\`\`\`json
[]
\`\`\`
end`
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    for (const phase of ['team_leader', 'product_manager', 'architect', 'engineer'])
      expect(run.calls.some((call) => call.phase === phase && saidBy(call).includes(prompt))).toBe(true)
  })

  test('does not meet another: four at once', async () => {
    const prompts = [STUDENTS, COURSES, TEACHERS, AUTHENTICATION]
    await using several = await startSeveral(4, adapter, dir)
    await Promise.all(
      several.runs.map(async (run, index) => {
        const prompt = prompts[index] ?? ''
        expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
        for (const { path, content } of appFiles(prompt))
          expect(await readFile(join(run.workspace, path), 'utf8')).toBe(content)
      }),
    )
  })

  test('asks a person, gets the answer and goes on', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    run.hitl = { clarification: 'Decide "yourself".\nGo on.' }
    run.answer = engineerFirst({ command_name: 'RoleZero.ask_human', args: { question: 'May I?' } })
    expect(await run.step(STUDENTS)).toEqual({ outcome: 'passed' })
    expect(run.questions).toEqual([{ question: 'May I?', answer: 'clarification' }])
    expect(run.calls.some((call) => saidBy(call).includes('Decide "yourself".\nGo on.'))).toBe(true)
  })

  describe('has failed', () => {
    test.each<[string, Model, string]>([
      [
        'when the leader hands out nothing',
        (request) => adapter.scripted({ ...request, isDefective: true }),
        'MetaGPT wrote or changed no file of code',
      ],
      [
        'when there are words in place of the code',
        (request) =>
          request.messages.at(-1)?.text.includes('# Current Coding File')
            ? { text: 'Let us talk\nfirst.' }
            : adapter.scripted(request),
        'the engineer answered with words and no code',
      ],
      [
        'when it asks a person and nobody answers',
        engineerFirst({ command_name: 'RoleZero.ask_human', args: { question: 'May I?' } }),
        'MetaGPT asked a person, and nobody answers: May I?',
      ],
    ])('%s', async (_name, model, reason) => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = model
      expect(await run.step(STUDENTS)).toEqual({ outcome: 'failed', reason })
    })

    test('when its rounds are over before the engineer has its turn', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.options = adapter.options.parse({ rounds: 5 })
      expect(await run.step(STUDENTS)).toEqual({
        outcome: 'failed',
        reason: 'MetaGPT wrote or changed no file of code',
      })
      expect(run.notes).toEqual(['the 5 rounds were over before the team had finished'])
    })
  })
})

/** A model whose engineer begins with these commands. */
function engineerFirst(...commands: object[]): Model {
  let isDone = false
  return (request) => {
    const asked = request.messages.at(-1)?.text.includes('commands in a json array') ?? false
    if (isDone || request.phase !== 'engineer' || !asked) return adapter.scripted(request)
    isDone = true
    return { text: `I begin.\n\n\`\`\`json\n${JSON.stringify(commands)}\n\`\`\`` }
  }
}
