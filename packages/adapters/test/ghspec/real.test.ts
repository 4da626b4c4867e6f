import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/ghspec/adapter.ts'
import { installation } from '../../src/frameworks/ghspec/install.ts'
import { SPEC_KIT } from '../../src/frameworks/ghspec/parts.ts'
import { AGENT } from '../../src/opencode/parts.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { lockFile } from '../../src/install/installed-lock.ts'
import { FrameworkRun, type Model, saidBy, startSeveral, textOf } from '../support/framework-run.ts'

const PHASES = ['specify', 'plan', 'tasks', 'implement']
const dir = installDir('ghspec')
const faults = await installation.check(dir)
if (faults.length > 0) {
  console.log(
    `skipped: ghspec with the real programs; ${faults.join(' ')} Install: devbench frameworks install ghspec`,
  )
}

describe.skipIf(faults.length > 0)('ghspec with the real spec-kit and opencode', { timeout: 300_000 }, () => {
  describe('the installation', () => {
    test('is known by the versions of its parts', async () => {
      const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
      expect(identity).toMatchObject({ 'specify-cli': SPEC_KIT.version, 'opencode-ai': AGENT.version })
      expect(identity['packages_sha256']).toMatch(/^[0-9a-f]{64}$/)
    })

    test('has a lock of every package, without the addresses they came from', async () => {
      const lock = await readFile(lockFile(dir), 'utf8')
      expect(lock).toContain(`specify-cli==${SPEC_KIT.version}`)
      expect(lock).toMatch(/opencode-\w+-\w+@[\d.]+ sha512-/)
      expect(lock).not.toContain('://')
    })

    test('is not made again when it is sound', async () => {
      const reports: string[] = []
      await installation.install(dir, {
        signal: new AbortController().signal,
        report: (message) => reports.push(message),
      })
      expect(reports).toEqual(['Everything is installed already.'])
    })
  })

  test('steps add up: two calls a phase, then the next feature in the same project', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step('TASK: STUDENTS\n\nAdd the resource students.')).toEqual({ outcome: 'passed' })
    expect(run.calls.map(({ phase }) => phase)).toEqual(PHASES.flatMap((phase) => [phase, phase]))
    const code = await readFile(join(run.workspace, 'feature_students.py'), 'utf8')
    run.answer = onlyIn('specify')
    await run.step('TASK: COURSES\n\nAdd the resource courses.')
    expect((await readdir(join(run.workspace, 'specs'))).toSorted()).toEqual(['001-students', '002-courses'])
    expect(await readFile(join(run.workspace, 'feature_students.py'), 'utf8')).toBe(code)
  })

  test('a prompt arrives unharmed in every phase, with the model, temperature and seed of the run', async () => {
    const prompt = `- starts with a dash
--help "double" 'single' \\back $HOME $1 $$ $& $ARGUMENTS \`a\`
answers \`Hello, World!\` at \`/\`; never !\`touch ${join(tmpdir(), 'ghspec-harm')}\`
é☃ a@b.org\t${'long '.repeat(30_000)}
Say hello!`
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    for (const phase of PHASES) {
      const call = run.calls.find((each) => each.phase === phase)
      if (!call) throw new Error(`no call in ${phase}`)
      expect(saidBy(call).split(prompt).length).toBeGreaterThan(1)
      expect(call.body).toMatchObject({ model: 'vendor/model-1', temperature: 0.3, seed: 42 })
    }
    expect(existsSync(join(tmpdir(), 'ghspec-harm'))).toBe(false)
  })

  test('nothing around the project reaches the model, and nothing but the model is asked', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    run.environment = { npm_config_registry: run.url }
    run.answer = justWords
    await mkdir(join(run.root, '.git', 'objects'), { recursive: true })
    await mkdir(join(run.root, '.git', 'refs'))
    await writeFile(join(run.root, '.git', 'HEAD'), 'ref: refs/heads/main\n')
    for (const name of ['AGENTS.md', 'CLAUDE.md']) await writeFile(join(run.root, name), 'FROM-OUTSIDE')
    await writeFile(join(run.root, 'opencode.json'), '{"model":"bench/other","instructions":["AGENTS.md"]}')
    await writeFile(join(run.workspace, 'AGENTS.md'), 'FROM-THE-PROJECT')
    await run.step('Build it.')
    const [call] = run.calls
    expect(call?.body.model).toBe('vendor/model-1')
    expect(JSON.stringify(call)).toContain(`Workspace root folder: ${run.workspace}`)
    expect(JSON.stringify(call)).toContain('FROM-THE-PROJECT')
    expect(JSON.stringify(call)).not.toContain('FROM-OUTSIDE')
    expect(call?.body.tools?.map((tool) => tool.function.name)).not.toContain('webfetch')
    expect(run.strays).toEqual([])
  })

  test('the search tools of the agent work without a download', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    await writeFile(join(run.workspace, 'needle.txt'), 'a needle')
    run.answer = ({ messages }) => {
      const results = messages.filter(({ role }) => role === 'tool')
      if (results.length === 0) return { tool: 'glob', arguments: { pattern: '**/needle.*' } }
      if (results.length === 1) return { tool: 'grep', arguments: { pattern: 'a n[e]+dle' } }
      return { text: 'Found.' }
    }
    await run.step('Build it.')
    const [glob, grep] = run.calls.at(-1)?.body.messages.filter(({ role }) => role === 'tool') ?? []
    expect(textOf(glob?.content ?? '')).toContain('needle.txt')
    expect(textOf(grep?.content ?? '')).toContain('a needle')
  })

  test('two runs at once do not meet', async () => {
    await using several = await startSeveral(2, adapter, dir)
    const { runs } = several
    const tasks = ['students', 'courses', 'teachers', 'students']
    for (const run of runs) run.answer = onlyIn('specify')
    await Promise.all(runs.map((run, index) => run.step(`TASK: ${tasks[index]?.toUpperCase()}`)))
    for (const [index, run] of runs.entries())
      expect(await readdir(join(run.workspace, 'specs'))).toEqual([`001-${tasks[index]}`])
  })

  describe('a step has failed', () => {
    const nothing = 'specify: no feature under specs/ is active (.specify/feature.json)'

    test.each<[string, Model, string]>([
      ['when the model answers garbage', () => ({ text: 'lorem {"tool_calls": [' }), nothing],
      ['when the model refuses', () => ({ status: 401 }), 'specify: the model refused (status 401)'],
      ['when the model calls a tool that is none', garbageToolCall, nothing],
      [
        'when no code is written',
        onlyIn('specify', 'plan', 'tasks'),
        'implement: no file outside specs/ was written',
      ],
    ])('%s', async (_name, model, reason) => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = model
      expect(await run.step('x')).toEqual({ outcome: 'failed', reason })
    })
  })

  describe('an agent that asks a person', () => {
    test('gets the fixed answer, in the same conversation', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = asking
      run.hitl = { clarification: 'Decide yourself.' }
      expect(await run.step('x')).toEqual({
        outcome: 'failed',
        reason: 'plan: specs/001-x/plan.md was not written',
      })
      expect(run.questions[0]).toMatchObject({
        question: expect.stringContaining('?'),
        answer: 'clarification',
      })
      const last = run.calls.findLast(({ phase }) => phase === 'specify')
      if (!last) throw new Error('no call in specify')
      expect(saidBy(last)).toContain('Decide yourself.')
      expect(saidBy(last)).toContain('Generate a concise short name')
    })

    test('and gets no answer has failed', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = asking
      expect(await run.step('x')).toMatchObject({ outcome: 'failed' })
      expect(run.calls).toHaveLength(1)
    })
  })
})

const justWords: Model = () => ({ text: 'Done.' })

/** The scripted model in some phases; in the others nothing but words. */
const onlyIn =
  (...phases: string[]): Model =>
  (request) =>
    phases.includes(request.phase) ? adapter.scripted(request) : justWords(request)

/** Asks before it does anything. */
const asking: Model = (request) => {
  const said = request.messages.filter(({ role }) => role === 'user')
  return said.length > 1 ? onlyIn('specify')(request) : { text: 'Which database should it be?' }
}

function garbageToolCall({ messages }: Parameters<Model>[0]): ReturnType<Model> {
  return messages.some(({ role }) => role === 'tool')
    ? { text: 'Done.' }
    : { tool: 'no_such_tool', arguments: { '': '\0' } }
}
