import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScriptedRequest } from '@genai-devbench/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StepResult } from '../../src/contract.ts'
import { adapter } from '../../src/frameworks/ghspec/adapter.ts'
import { installation } from '../../src/frameworks/ghspec/install.ts'
import { SPEC_KIT } from '../../src/frameworks/ghspec/parts.ts'
import { AGENT } from '../../src/opencode/parts.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { lockFile } from '../../src/install/installed-lock.ts'
import {
  type Answer,
  type Call,
  FrameworkRun,
  type Model,
  saidBy,
  startSeveral,
  textOf,
} from '../support/framework-run.ts'

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

  // One run for all that needs every phase: each costs the start of an agent.
  describe('a run of two steps', () => {
    const harm = join(tmpdir(), 'ghspec-harm')
    const prompt = `- starts with a dash
--help "double" 'single' \\back $HOME $1 $$ $& $ARGUMENTS \`a\`
answers \`Hello, World!\` at \`/\`; never !\`touch ${harm}\`
é☃ a@b.org\t${'long '.repeat(30_000)}
TASK: STUDENTS
Say hello!`
    let run: FrameworkRun<unknown>
    let first: { result: StepResult; calls: Call[]; code: string }
    let second: StepResult
    beforeAll(async () => {
      run = await FrameworkRun.start(adapter, dir)
      await surround(run)
      const result = await run.step(prompt)
      const calls = [...run.calls]
      first = { result, calls, code: await codeOf(run) }
      run.answer = onlyIn('specify', 'plan', 'tasks')
      second = await run.step('TASK: COURSES\n\nAdd the resource courses.')
    }, 300_000)
    afterAll(() => run[Symbol.asyncDispose]())

    test('adds up: two calls a phase, then the next feature in the same project', async () => {
      expect(first.result).toEqual({ outcome: 'passed' })
      expect(first.calls.map(({ phase }) => phase)).toEqual(PHASES.flatMap((phase) => [phase, phase]))
      expect(await readdir(join(run.workspace, 'specs'))).toEqual([
        expect.stringMatching(/^001-/),
        '002-courses',
      ])
      expect(await codeOf(run)).toBe(first.code)
    })

    test('gets its prompt unharmed in every phase, with the model, temperature and seed of the run', () => {
      for (const phase of PHASES) {
        const call = first.calls.find((each) => each.phase === phase)
        if (!call) throw new Error(`no call in ${phase}`)
        expect(saidBy(call).split(prompt).length).toBeGreaterThan(1)
        expect(call.body).toMatchObject({ model: 'vendor/model-1', temperature: 0.3, seed: 42 })
      }
      expect(existsSync(harm)).toBe(false)
    })

    test('tells the model nothing of what is around the project, and asks nothing but the model', () => {
      const [call] = run.calls
      expect(JSON.stringify(call)).toContain(`Workspace root folder: ${run.workspace}`)
      expect(JSON.stringify(call)).toContain('FROM-THE-PROJECT')
      expect(JSON.stringify(run.calls)).not.toContain('FROM-OUTSIDE')
      expect(call?.body.tools?.map((tool) => tool.function.name)).not.toContain('webfetch')
      expect(run.strays).toEqual([])
    })

    test('has failed when its second step writes no code', () => {
      expect(second).toEqual({ outcome: 'failed', reason: 'implement: no file outside specs/ was written' })
    })
  })

  test('two runs at once do not meet, and fail where the model refuses to go on', async () => {
    await using several = await startSeveral(2, adapter, dir)
    const { runs } = several
    const tasks = ['students', 'courses']
    for (const run of runs)
      run.answer = (request) => (hasUsedTools(request) ? { status: 401 } : adapter.scripted(request))
    const results = await Promise.all(
      runs.map((run, index) => run.step(`TASK: ${tasks[index]?.toUpperCase()}`)),
    )
    for (const result of results)
      expect(result).toEqual({ outcome: 'failed', reason: 'specify: the model refused (status 401)' })
    for (const [index, run] of runs.entries())
      expect(await readdir(join(run.workspace, 'specs'))).toEqual([`001-${tasks[index]}`])
  })

  test('the search tools work without a download; a tool that is none and garbage make no feature', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    await writeFile(join(run.workspace, 'needle.txt'), 'a needle')
    const answers: Answer[] = [
      { tool: 'glob', arguments: { pattern: '**/needle.*' } },
      { tool: 'grep', arguments: { pattern: 'a n[e]+dle' } },
      { tool: 'no_such_tool', arguments: { '': '\0' } },
    ]
    run.answer = ({ messages }) =>
      answers[messages.filter(({ role }) => role === 'tool').length] ?? { text: 'lorem {"tool_calls": [' }
    expect(await run.step('Build it.')).toEqual({
      outcome: 'failed',
      reason: 'specify: no feature under specs/ is active (.specify/feature.json)',
    })
    const [glob, grep, none] = run.calls.at(-1)?.body.messages.filter(({ role }) => role === 'tool') ?? []
    expect(textOf(glob?.content ?? '')).toContain('needle.txt')
    expect(textOf(grep?.content ?? '')).toContain('a needle')
    expect(textOf(none?.content ?? '')).toContain('no_such_tool')
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

const hasUsedTools = ({ messages }: ScriptedRequest): boolean => messages.some(({ role }) => role === 'tool')

const codeOf = (run: FrameworkRun<unknown>): Promise<string> =>
  readFile(join(run.workspace, 'feature_students.py'), 'utf8')

/** Puts a repository around a project, with instructions for agents there and in the project; npm's registry is the model. */
async function surround(run: FrameworkRun<unknown>): Promise<void> {
  run.environment = { npm_config_registry: run.url }
  await mkdir(join(run.root, '.git', 'objects'), { recursive: true })
  await mkdir(join(run.root, '.git', 'refs'))
  await writeFile(join(run.root, '.git', 'HEAD'), 'ref: refs/heads/main\n')
  for (const name of ['AGENTS.md', 'CLAUDE.md']) await writeFile(join(run.root, name), 'FROM-OUTSIDE')
  await writeFile(join(run.root, 'opencode.json'), '{"model":"bench/other","instructions":["AGENTS.md"]}')
  await writeFile(join(run.workspace, 'AGENTS.md'), 'FROM-THE-PROJECT')
}
