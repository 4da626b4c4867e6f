import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ConfinedPlace } from '../../confined/confined-place.ts'
import { type TestRun, type TestRunOptions, emptyRun, programIn, programPath, reportOf } from './test-run.ts'
import type { TestSuite } from './test-suite.ts'

const READING_MS = 30_000

/** Runs tests by unittest or pytest, and notes the lines that they run in every Python process they start. */
export async function runPythonTests(
  place: ConfinedPlace,
  { framework, cwd, directory }: TestSuite,
  options: TestRunOptions,
): Promise<TestRun> {
  const program = programIn(place, cwd, options)
  const notes = join(place.directory, 'lines')
  if (options.trace) {
    await mkdir(place.outside(notes), { recursive: true })
    Object.assign(program.env, {
      DEVBENCH_TRACE_ROOT: options.project,
      DEVBENCH_TRACE_TO: notes,
      PYTHONPATH: programPath(place, 'python'),
    })
    program.writable.push(notes)
  }
  const result = await place.run({
    ...program,
    file: 'python3',
    args: [
      programPath(place, 'python/run_tests.py'),
      framework,
      directory,
      options.onlyFirst ? 'first' : 'all',
      String((options.stallMs ?? 0) / 1000),
    ],
  })
  const covered = options.trace ? await readNotes(place, notes) : new Map<string, Set<number>>()
  const report = reportOf(result)
  if ('fault' in report) return { ...emptyRun(), covered, fault: report.fault }
  if ('missing' in report)
    return { ...emptyRun(), covered, unavailable: `the tests need ${report.missing}, which is not installed` }
  const { tests, versions, longest_s = 0 } = report
  return {
    ...emptyRun(),
    tests: new Map(Object.entries(tests)),
    covered,
    versions,
    longestMs: longest_s * 1000,
  }
}

/** Read by a program in the place: what lies there may be links to anywhere. */
async function readNotes(place: ConfinedPlace, notes: string): Promise<Map<string, Set<number>>> {
  const { report } = await place.run({
    file: '/bin/sh',
    args: ['-c', 'cat ./*.lines >&3'],
    cwd: notes,
    timeoutMs: READING_MS,
    report: true,
  })
  const covered = new Map<string, Set<number>>()
  for (const note of report.split('\n')) {
    const space = note.indexOf(' ')
    const [line, path] = [Number(note.slice(0, space)), note.slice(space + 1)]
    if (space > 0) covered.set(path, (covered.get(path) ?? new Set()).add(line))
  }
  return covered
}

const Executable = z.record(z.string(), z.array(z.int().positive()).nullable())

/** The lines of each Python file that can be run; null for a file that the interpreter does not accept. */
export async function executableLines(
  place: ConfinedPlace,
  paths: readonly string[],
  options: TestRunOptions,
): Promise<Map<string, Set<number> | null>> {
  const { report, stderr } = await place.run({
    ...programIn(place, '', options),
    file: 'python3',
    args: [programPath(place, 'python/executable_lines.py')],
    // Not among the arguments, of which a system takes only so many.
    input: JSON.stringify(paths),
  })
  try {
    const lines = Executable.parse(JSON.parse(report))
    return new Map(Object.entries(lines).map(([path, each]) => [path, each && new Set(each)]))
  } catch (error) {
    throw new Error(
      `the lines of the Python code could not be counted: ${stderr.trim().split('\n').at(-1)}`,
      { cause: error },
    )
  }
}
