import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { adapter } from '../../src/frameworks/chatdev/adapter.ts'
import { CHATDEV } from '../../src/frameworks/chatdev/framework.ts'
import { installDir } from '../../src/install/install-dir.ts'
import { layoutOf } from '../../src/python/python-framework.ts'
import { FrameworkRun, type Model, saidBy, startSeveral } from '../support/framework-run.ts'

const dir = installDir('chatdev')
const faults = (await adapter.installation?.check(dir)) ?? []
if (faults.length > 0) {
  console.log(`skipped: the real ChatDev; ${faults.join(' ')} Install: devbench frameworks install chatdev`)
}

describe.skipIf(faults.length > 0)('the real ChatDev', { timeout: 300_000 }, () => {
  test('is known by its commit', async () => {
    const identity = await adapter.identity({ installDir: dir, options: adapter.options.parse({}) })
    expect(identity).toMatchObject({ ChatDev: CHATDEV.source.commit })
    expect(identity['packages_sha256']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('steps add up: a first version, then work on what is there', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    expect(await run.step('TASK: STUDENTS\n\nDo it.')).toEqual({ outcome: 'passed' })
    expect(run.calls).toHaveLength(11)
    const first = await codeIn(run.workspace)
    expect(first).toEqual(['core.py', 'feature_students.py', 'main.py', 'records.py'])
    expect(await run.step('TASK: COURSES\n\nDo it.')).toEqual({ outcome: 'passed' })
    expect(run.calls).toHaveLength(21)
    expect(await codeIn(run.workspace)).toEqual([...first, 'feature_courses.py'].toSorted())
    const names = await readdir(run.workspace)
    expect(names).toEqual(expect.arrayContaining(['manual.md', 'readme.md']))
    for (const own of ['base', 'meta.txt', 'ChatChainConfig.json', 'program.prompt'])
      expect(names).not.toContain(own)
    expect(run.strays).toEqual([])
  })

  test('a prompt arrives unharmed, and no program is asked to have windows', async () => {
    const prompt = `--config "double" 'single' \\back {braces} {0} %s $HOME \`a\` é☃\n\n"""\n${'long '.repeat(3000)}`
    await using run = await FrameworkRun.start(adapter, dir)
    run.answer = (request) => adapter.scripted({ ...request, prompt: 'TASK: STUDENTS' })
    expect(await run.step(prompt)).toEqual({ outcome: 'passed' })
    const coding = run.calls[2]
    if (!coding) throw new Error('no third call')
    expect(saidBy(coding)).toContain(`Task: "${prompt}"`)
    expect(saidBy(coding)).not.toMatch(/graphical user interface/i)
  })

  test('with the option, the programmer is told to make a graphical interface', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    run.options = adapter.options.parse({ gui_design: true })
    run.answer = (request) => ({ ...adapter.scripted(request), ...(run.calls.length > 2 && { text: 'no' }) })
    await run.step('TASK: STUDENTS')
    expect(run.calls.some((call) => /graphical user interface/i.test(saidBy(call)))).toBe(true)
  })

  test('four runs at once do not meet, and leave the installation as it was', async () => {
    const { source } = layoutOf(dir)
    const before = await filesBelow(source)
    await using several = await startSeveral(4, adapter, dir)
    const { runs } = several
    const tasks = ['STUDENTS', 'COURSES', 'STUDENTS', 'COURSES']
    const results = await Promise.all(runs.map((run, index) => run.step(`TASK: ${tasks[index]}`)))
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
    for (const [index, run] of runs.entries()) {
      expect(await codeIn(run.workspace)).toContain(`feature_${tasks[index]?.toLowerCase()}.py`)
      // More would mean that a program could not have its port and was taken to be broken.
      expect(run.calls).toHaveLength(11)
    }
    expect(await filesBelow(source)).toEqual(before)
  })

  test('a package that a program misses is installed for its run alone', async () => {
    await using run = await FrameworkRun.start(adapter, dir)
    const wheels = join(run.root, 'wheels')
    await makeWheel(wheels)
    run.environment = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels }
    run.answer = (request) =>
      request.messages.at(-1)?.text.includes('You will start with the "main" file')
        ? { text: 'main.py\n```python\nimport devbench_probe\nprint("found")\n```\n' }
        : adapter.scripted({ ...request, isDefective: true })
    expect(await run.step('TASK: STUDENTS')).toEqual({ outcome: 'passed' })
    expect(await filesBelow(run.scratch)).toContain('packages/devbench_probe.py')
    const { venv } = layoutOf(dir)
    expect((await filesBelow(venv)).filter((path) => path.includes('devbench_probe'))).toEqual([])
  })

  describe('a step has failed', () => {
    test.each<[string, Model, string | RegExp]>([
      ['when the model answers garbage', () => ({ text: 'lorem ipsum' }), 'ValueError: No Valid Codes.'],
      ['when the model answers nothing', () => ({ text: '' }), 'ValueError: No Valid Codes.'],
      ['when the model refuses', () => ({ status: 401 }), /^openai\.AuthenticationError: Error code: 401/],
    ])('%s', async (_name, model, reason) => {
      await using run = await FrameworkRun.start(adapter, dir)
      run.answer = model
      expect(await run.step('TASK: STUDENTS')).toEqual({
        outcome: 'failed',
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      })
      expect(await readdir(run.workspace)).toEqual([])
    })

    test('when the review of a later step asks for no change, though ChatDev ends well', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      await writeFile(join(run.workspace, 'main.py'), 'print("hello")\n')
      run.answer = (request) => adapter.scripted({ ...request, isDefective: true })
      expect(await run.step('TASK: STUDENTS')).toMatchObject({
        outcome: 'failed',
        reason: expect.stringMatching(/^no code was written or changed/),
      })
      expect(await readFile(join(run.workspace, 'main.py'), 'utf8')).toBe('print("hello")\n')
    })

    test('before anything is spent, on a project that ChatDev cannot go on from', async () => {
      await using run = await FrameworkRun.start(adapter, dir)
      await mkdir(join(run.workspace, 'tests'))
      await writeFile(join(run.workspace, 'main.py'), '')
      await writeFile(join(run.workspace, 'tests', 'test_main.py'), '')
      expect(await run.step('TASK: STUDENTS')).toMatchObject({
        outcome: 'failed',
        reason: expect.stringContaining('tests/test_main.py'),
      })
      expect(run.calls).toEqual([])
    })
  })
})

const codeIn = async (workspace: string): Promise<string[]> =>
  (await filesBelow(workspace)).filter((path) => path.endsWith('.py'))

/** A package that is nowhere but here. */
async function makeWheel(directory: string): Promise<void> {
  await mkdir(directory)
  const script = `
import zipfile
with zipfile.ZipFile("devbench_probe-1.0-py3-none-any.whl", "w") as wheel:
    info = "devbench_probe-1.0.dist-info"
    wheel.writestr("devbench_probe.py", "")
    wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: devbench_probe\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "devbench_probe.py,,\\n")
`
  execFileSync('python3', ['-c', script], { cwd: directory })
}
