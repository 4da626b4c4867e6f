import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/opencode/adapter.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { AGENT } from '../../src/opencode/parts.ts'
import { FrameworkRun, type Model, saidBy, startSeveral } from '../support/framework-run.ts'

const dir = installDir('opencode')
const faults = (await adapter.installation?.check(dir)) ?? []
if (faults.length > 0) {
  console.log(`skipped: the real opencode; ${faults.join(' ')} Install: devbench frameworks install opencode`)
}

describe.skipIf(faults.length > 0)('the real opencode by itself', { timeout: 300_000 }, () => {
  test('is known by its version', async () => {
    const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
    expect(identity).toEqual({
      'opencode-ai': AGENT.version,
      '@vscode/ripgrep': expect.any(String),
      packages_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  // Every conversation costs the start of an agent: each test proves what it can with the same.
  test('runs at once do not meet; steps add up: each a conversation of its own, in the project as it is, which holds nothing else', async () => {
    await using several = await startSeveral(2, adapter, dir)
    const { runs } = several
    const tasks = ['students', 'courses']
    const steps = runs.map((run, index) => run.step(taskOf(tasks[index] ?? '')))
    for (const result of await Promise.all(steps)) expect(result).toEqual({ outcome: 'passed' })
    for (const [index, run] of runs.entries()) {
      const features = (await productOf(run)).filter((path) => path.startsWith('feature_'))
      expect(features).toEqual([`feature_${tasks[index]}.py`])
    }
    const [run] = runs
    if (!run) throw new Error('no run')
    const first = await productOf(run)
    expect(await run.step(taskOf('courses'))).toEqual({ outcome: 'passed' })
    expect(await productOf(run)).toEqual([...first, 'feature_courses.py'].toSorted())
    expect(run.calls.map(({ phase }) => phase)).toEqual(['agent', 'agent', 'agent', 'agent'])
    const second = run.calls.at(-1)
    if (!second) throw new Error('no call')
    expect(saidBy(second)).not.toContain('resource students')
    const listing = second.body.messages.find(({ role }) => role === 'tool')
    expect(JSON.stringify(listing)).toContain('feature_students.py')
    for (const { strays } of runs) expect(strays).toEqual([])
  })

  test('a prompt arrives unharmed, with the model, temperature and seed of the run; a question to a person gets the fixed answer, in the same conversation', async () => {
    const harm = join(tmpdir(), 'opencode-harm')
    const prompt = `- starts with a dash
/init --help "double" 'single' \\back $HOME $& $ARGUMENTS \`a\`
answers \`Hello, World!\` at \`/\`; never !\`touch ${harm}\`
é☃ a@b.org\t${'long '.repeat(30_000)}
Say hello!`
    await using run = await FrameworkRun.start(adapter, dir)
    run.hitl = { clarification: 'Decide yourself.' }
    run.answer = (request) =>
      request.messages.some(({ text }) => text.includes('Decide yourself.'))
        ? adapter.scripted(request)
        : { text: 'Which database should it be?' }
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    expect(run.questions).toEqual([{ question: 'Which database should it be?', answer: 'clarification' }])
    const [first] = run.calls
    const last = run.calls.at(-1)
    if (!first || !last) throw new Error('no call')
    expect(saidBy(first)).toContain(prompt)
    expect(saidBy(first)).not.toContain('Decide yourself.')
    expect(saidBy(last)).toContain(prompt)
    for (const { body } of run.calls)
      expect(body).toMatchObject({ model: 'vendor/model-1', temperature: 0.3, seed: 42 })
    expect(existsSync(harm)).toBe(false)
  })

  describe('a step has failed', () => {
    test.each<[string, Model, string]>([
      [
        'when the model calls a tool that is none and goes on with garbage',
        ({ messages }) =>
          messages.some(({ role }) => role === 'tool')
            ? { text: 'lorem {"tool_calls": [' }
            : { tool: 'no_such_tool', arguments: { '': '\0' } },
        'no file was written or changed',
      ],
      ['when the model refuses', () => ({ status: 401 }), 'the model refused (status 401)'],
    ])('%s', async (_name, model, reason) => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = model
      expect(await run.step('x')).toEqual({ outcome: 'failed', reason })
    })
  })
})

const taskOf = (resource: string): string =>
  `TASK: ${resource.toUpperCase()}\n\nAdd the resource ${resource}.`

const productOf = async (run: FrameworkRun<unknown>): Promise<string[]> =>
  (await filesBelow(run.workspace)).filter((path) => !path.startsWith('.git/'))
