import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/baes/adapter.ts'
import { BAES } from '../../src/frameworks/baes/framework.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { layoutOf } from '../../src/python/python-framework.ts'
import { FrameworkRun, type Model, saidBy, startSeveral } from '../support/framework-run.ts'

test('a .env of the user in the place of its own empty one is a fault', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'baes-env-'))
  try {
    const layout = layoutOf(dir)
    await mkdir(layout.source)
    expect(await BAES.faults?.(layout)).toEqual([expect.stringContaining('.env is gone')])
    await writeFile(join(layout.source, '.env'), 'OPENAI_API_KEY=sk-real\n')
    expect(await BAES.faults?.(layout)).toEqual([expect.stringContaining('.env is not empty')])
    await writeFile(join(layout.source, '.env'), '')
    expect(await BAES.faults?.(layout)).toEqual([])
  } finally {
    await rm(dir, { recursive: true })
  }
})

const dir = installDir('baes')
const faults = (await adapter.installation?.check(dir)) ?? []
if (faults.length > 0) {
  console.log(`skipped: the real BAeS; ${faults.join(' ')} Install: devbench frameworks install baes`)
}

describe.skipIf(faults.length > 0)('the real BAeS', { timeout: 300_000 }, () => {
  test('is known by its commit', async () => {
    const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
    expect(identity).toMatchObject({ baes_demo: BAES.source.commit })
    expect(identity['packages_sha256']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('steps add up: entities, then a relationship between two of them', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    const calls: number[] = []
    for (const task of ['STUDENTS', 'COURSES', 'TEACHERS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING']) {
      const before = run.calls.length
      expect(await run.step(`TASK: ${task}\n\nDo it.`)).toEqual({ outcome: 'passed' })
      calls.push(run.calls.length - before)
    }
    expect(calls).toEqual([3, 3, 3, 9, 3, 9])
    const routes = (await readdir(join(run.workspace, 'app', 'routes'))).toSorted()
    expect(routes).toEqual([
      '__init__.py',
      ...['course', 'student', 'teacher', 'test', 'user'].map((entity) => `${entity}_routes.py`),
    ])
    const course = await readFile(join(run.workspace, 'app', 'routes', 'course_routes.py'), 'utf8')
    expect(course).toMatch(/"title": "TEXT".*"teacher_id": "INTEGER"/)
    expect(run.notes[0]).toContain('DatabaseSWEA.setup_database')
    expect(run.strays).toEqual([])
  })

  test('a prompt arrives unharmed, for the model of the run', async () => {
    const prompt = `--request "double" 'single' \\back {braces} {0} %s $HOME \`a\` é☃\n\nsome test\n${'long '.repeat(20_000)}`
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    const [first] = run.calls
    if (!first) throw new Error('no call')
    expect(saidBy(first)).toContain(prompt)
    expect(run.calls.every(({ body }) => body.model === 'vendor/model-1')).toBe(true)
  })

  test('four runs at once do not meet, and leave the installation as it was', async () => {
    const { source } = layoutOf(dir)
    const before = await filesBelow(source)
    await using several = await startSeveral(4, adapter, dir)
    const { runs } = several
    const results = await Promise.all(
      runs.map((run, index) => run.step(`TASK: ${index % 2 ? 'COURSES' : 'STUDENTS'}`)),
    )
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
    for (const [index, run] of runs.entries()) {
      const routes = await readdir(join(run.workspace, 'app', 'routes'))
      expect(routes.toSorted()).toEqual(['__init__.py', index % 2 ? 'course_routes.py' : 'student_routes.py'])
    }
    expect(await filesBelow(source)).toEqual(before)
  })

  const onlyCode =
    (code: string): Model =>
    (request) =>
      request.messages.some(({ text }) => text.includes('Generate FastAPI router code'))
        ? { text: code }
        : adapter.scripted(request)

  test.each<[string, Model, string | RegExp]>([
    [
      'when the model answers garbage',
      () => ({ text: 'lorem {"detected_entity": ' }),
      'ENTITY_NOT_SUPPORTED: The requested entity is not supported by this BAE system',
    ],
    [
      'when the model refuses',
      () => ({ status: 401 }),
      /^ENTITY_NOT_SUPPORTED.*call of the model failed: Error code: 401/,
    ],
    [
      'when the code is garbage, though BAeS takes it and reports success',
      onlyCode('Colourless green ideas sleep furiously.'),
      /^app\/routes\/student_routes\.py is not Python: invalid syntax/,
    ],
    [
      'when the code serves nothing, though BAeS takes it and reports success',
      onlyCode('class Student:\n    pass\n'),
      'app/routes/student_routes.py defines no router, so nothing of it is served',
    ],
  ])('a step has failed %s', async (_name, model, reason) => {
    await using run = await FrameworkRun.start(adapter, dir)
    run.answer = model
    const result = await run.step('TASK: STUDENTS')
    expect(result).toEqual({
      outcome: 'failed',
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    })
  })

  test('a step that changes no router has failed', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    await run.step('TASK: STUDENTS')
    expect(await run.step('TASK: STUDENTS')).toEqual({
      outcome: 'failed',
      reason: 'no file app/routes/*_routes.py was written or changed',
    })
  })
})
