import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import type { ScriptedReply } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/chatdev2/adapter.ts'
import { CHATDEV2 } from '../../src/frameworks/chatdev2/framework.ts'
import { PHASES } from '../../src/frameworks/chatdev2/workflow.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { FrameworkRun, type Model, saidBy, startSeveral, textOf } from '../support/framework-run.ts'

const dir = installDir('chatdev2')
const faults = (await adapter.installation?.check(dir)) ?? []
if (faults.length > 0)
  console.log(
    `skipped: the real ChatDev 2; ${faults.join(' ')} Install: devbench frameworks install chatdev2`,
  )

describe.skipIf(faults.length > 0)('the real ChatDev 2', { timeout: 300_000 }, () => {
  test('is known by its commit', async () => {
    const identity = await adapter.identity({ installDir: dir, options: {} })
    expect(identity).toMatchObject({ ChatDev: CHATDEV2.source.commit })
    expect(identity['packages_sha256']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('steps add up: the agents of a later step find and change what is there', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step('TASK: STUDENTS\n\nDo it.')).toEqual({ outcome: 'passed' })
    expect([...new Set(run.calls.map(({ phase }) => phase))]).toEqual(Object.keys(PHASES))
    for (const { body } of run.calls)
      expect(body).toMatchObject({ model: 'vendor/model-1', temperature: 0.3 })
    const first = await filesBelow(run.workspace)
    expect(first).toEqual([
      'README.md',
      'core.py',
      'feature_students.py',
      'main.py',
      'manual.md',
      'records.py',
    ])
    const before = run.calls.length
    run.answer = coding(adapter.scripted, [
      { tool: 'describe_available_files', arguments: {} },
      { tool: 'save_file', arguments: { path: 'tests/test_new.py', content: 'import main\n' } },
      { tool: 'delete_path', arguments: { path: 'records.py' } },
      {
        tool: 'apply_text_edits',
        arguments: { path: 'core.py', start_line: 1, end_line: 1, replacement: '# changed' },
      },
    ])
    expect(await run.step('TASK: COURSES\n\nDo it.')).toEqual({ outcome: 'passed' })
    const seen = run.calls.slice(before).find(({ body }) => body.messages.at(-1)?.role === 'tool')
    expect(textOf(seen?.body.messages.at(-1)?.content ?? '')).toContain('feature_students.py')
    const expected = first.filter((path) => path !== 'records.py')
    expect(await filesBelow(run.workspace)).toEqual([...expected, 'tests/test_new.py'].toSorted())
    // Its tool for edits puts a byte order mark before what it has edited.
    expect(await readFile(join(run.workspace, 'core.py'), 'utf8')).toMatch(/^\uFEFF# changed\n/)
    expect([...new Set(run.strays)]).toEqual(
      Object.keys(PHASES).map((phase) => `POST /${phase}/v1/responses`),
    )
  })

  test('works over the Responses API where that is there, and then over nothing else', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    run.servesResponses = true
    expect(await run.step('TASK: STUDENTS')).toEqual({ outcome: 'passed' })
    expect(await filesBelow(run.workspace)).toContain('main.py')
    expect(run.calls).toHaveLength(15)
    expect(run.strays).toEqual([])
  })

  test('a prompt arrives unharmed', async () => {
    const prompt = `--config "double" 'single' \\back {braces} \${HOME} %s $HOME \`a\` é☃\n\n"""\n${'long '.repeat(40_000)}end`
    await using run = await FrameworkRun.start(adapter, dir)
    run.answer = (request) => adapter.scripted({ ...request, prompt: 'TASK: STUDENTS' })
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    for (const phase of Object.keys(PHASES)) {
      const call = run.calls.find((one) => one.phase === phase)
      expect(call && saidBy(call)).toContain(prompt)
    }
  })

  test('four runs at once do not meet, and leave the installation as it was', async () => {
    const before = await filesBelow(dir)
    await using several = await startSeveral(4, adapter, dir)
    const { runs } = several
    const tasks = ['STUDENTS', 'COURSES', 'STUDENTS', 'COURSES']
    const results = await Promise.all(runs.map((run, index) => run.step(`TASK: ${tasks[index]}`)))
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
    for (const [index, run] of runs.entries()) {
      expect(await filesBelow(run.workspace)).toContain(`feature_${tasks[index]?.toLowerCase()}.py`)
      expect(run.calls).toHaveLength(15)
    }
    expect(await filesBelow(dir)).toEqual(before)
  })

  test('the program runs in an environment of its run, whatever project lies around', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    await writeFile(join(run.root, 'pyproject.toml'), '[project]\nname = "outer"\nversion = "1"\n')
    const script = 'import os, sys\nprint(sys.version_info[:2], sys.prefix, "PORT" in os.environ)\n'
    run.answer = coding(adapter.scripted, [
      { tool: 'save_file', arguments: { path: 'main.py', content: script } },
      { tool: 'uv_run', arguments: { script: 'main.py' } },
    ])
    expect(await run.step('TASK: STUDENTS')).toEqual({ outcome: 'passed' })
    const results = run.calls.map(({ body }) => textOf(body.messages.at(-1)?.content ?? ''))
    expect(results.join('\n')).toContain(
      `"stdout": "(3, 12) ${join(run.scratch, 'chatdev2', '.venv')} True\\n"`,
    )
    expect((await readdir(run.root)).toSorted()).toEqual(['project', 'pyproject.toml', 'scratch'])
    expect(await filesBelow(run.workspace)).toEqual(['main.py', 'manual.md'])
  })

  describe('a step has failed', () => {
    test.each<[string, Model]>([
      ['when the model answers garbage', () => ({ text: 'lorem ipsum' })],
      ['when the model answers nothing', () => ({ text: '' })],
      [
        'when nothing but the manual is written',
        (request) => adapter.scripted({ ...request, isDefective: true }),
      ],
      [
        'when every file lies outside of the project',
        coding(adapter.scripted, [{ tool: 'save_file', arguments: { path: '../../../x.py', content: 'x' } }]),
      ],
    ])('%s, though ChatDev ends well', async (_name, model) => {
      await using run = await FrameworkRun.start(adapter, dir)
      await mkdir(join(run.workspace, 'data'))
      await writeFile(join(run.workspace, 'data', 'notes.txt'), 'kept')
      run.answer = model
      expect(await run.step('TASK: STUDENTS')).toEqual({
        outcome: 'failed',
        reason: 'ChatDev ended well, but no file of code is new or changed',
      })
      expect(await readFile(join(run.workspace, 'data', 'notes.txt'), 'utf8')).toBe('kept')
      expect((await filesBelow(run.scratch)).filter((path) => path.endsWith('x.py'))).toEqual([])
    })

    test('when an agent cannot call its model, at once and with what there is', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = (request) => (request.phase === 'coding' ? adapter.scripted(request) : { status: 401 })
      expect(await run.step('TASK: STUDENTS')).toEqual({
        outcome: 'failed',
        reason: expect.stringMatching(
          /^\[Node: Programmer Code Complete\] Error calling model: Error code: 401/,
        ),
      })
      // As many tries as ChatDev gives a call.
      expect(run.calls.filter(({ phase }) => phase !== 'coding')).toHaveLength(5)
      expect(await filesBelow(run.workspace)).toContain('main.py')
    })
  })
})

/** The first programmer answers with these calls of tools, one after the other; all else as the model would. */
function coding(
  model: (request: Parameters<Model>[0]) => ScriptedReply,
  replies: readonly ScriptedReply[],
): Model {
  return (request) => {
    if (request.phase !== 'coding') return model(request)
    const done = request.messages.filter(({ role }) => role === 'tool').length
    return replies[done] ?? { text: 'done' }
  }
}
