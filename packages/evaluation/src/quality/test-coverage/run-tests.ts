import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import { type ConfinedPlace, type PlaceOptions, openConfinedPlace } from '../../confined/confined-place.ts'
import { type Mutant, mutated } from './mutants.ts'
import { runNodeTests } from './run-node-tests.ts'
import { executableLines, runPythonTests } from './run-python-tests.ts'
import {
  type Environment,
  type TestOutcome,
  type TestRun,
  type TestRunOptions,
  bringPrograms,
  emptyRun,
} from './test-run.ts'
import type { TestSuite } from './test-suite.ts'

export interface BenchOptions {
  /** Absolute path; each run of its tests has a copy of it in a place of its own. */
  project: string
  place: PlaceOptions
  environment: Environment
  signal: AbortSignal
}

export interface Baseline extends TestRun {
  /** The lines of each Python file that can be run; null for a file that the interpreter does not accept. */
  runnable: Map<string, Set<number> | null>
}

/** Runs all tests and notes the lines they run. */
export function runAllTests(
  bench: BenchOptions,
  suites: readonly TestSuite[],
  { timeoutMs, pythonPaths }: { timeoutMs: number; pythonPaths: readonly string[] },
): Promise<Baseline> {
  return onCopy(bench, async (place, project) => {
    const options = { project, trace: true, onlyFirst: false, timeoutMs, environment: bench.environment }
    // Before the tests, which may change the copy.
    const runnable = pythonPaths.length > 0 ? await executableLines(place, pythonPaths, options) : new Map()
    return { ...(await runSuites(place, suites, options)), runnable }
  })
}

interface MutantRun {
  suites: readonly TestSuite[]
  baseline: TestRun
  timeoutMs: number
  /** For the longest time in which no test begins or ends. */
  stallMs: number
}

/** Whether a test that does not fail on the project as it is fails with a small change of one file. */
export function isNoticed(
  bench: BenchOptions,
  { mutant, text }: { mutant: Mutant; text: string },
  { suites, baseline, ...limits }: MutantRun,
): Promise<boolean> {
  const onlyFirst = ![...baseline.tests.values()].some(hasFailed)
  return onCopy(bench, async (place, project) => {
    await writeFile(place.outside(join(project, mutant.path)), mutated(text, mutant))
    const options = { project, trace: false, onlyFirst, ...limits, environment: bench.environment }
    const { tests, fault } = await runSuites(place, suites, options)
    const newFailure = [...tests].some(
      ([name, test]) => hasFailed(test) && !hasFailed(baseline.tests.get(name)),
    )
    // Tests that hang, or that are ended with all else, have noticed as well.
    return newFailure || fault !== null
  })
}

const hasFailed = (test: TestOutcome | undefined): boolean => test?.outcome === 'failed'

/** Throws an Error that says why where there is no sandbox. */
async function onCopy<Result>(
  { project, place: options, environment, signal }: BenchOptions,
  use: (place: ConfinedPlace, project: string) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  await using place = await openConfinedPlace({ ...options, signal })
  await bringPrograms(place)
  const copy = await place.bring(project, 'project')
  for (const [name, target] of Object.entries(environment.links ?? {})) {
    const link = place.outside(join(copy, name))
    await removeTree(link)
    await symlink(target, link)
  }
  const result = await use(place, copy)
  signal.throwIfAborted()
  return result
}

/** One after the other, within the time limit all together. */
async function runSuites(
  place: ConfinedPlace,
  suites: readonly TestSuite[],
  options: TestRunOptions,
): Promise<TestRun> {
  const all = emptyRun()
  const end = performance.now() + options.timeoutMs
  for (const suite of suites) {
    const run = suite.framework === 'node:test' ? runNodeTests : runPythonTests
    const left = { ...options, timeoutMs: Math.max(1, end - performance.now()) }
    const { tests, covered, versions, longestMs, fault, unavailable } = await run(place, suite, left)
    for (const [name, outcome] of tests) all.tests.set(`${suite.cwd}:${name}`, outcome)
    for (const [path, lines] of covered) {
      all.covered.set(path, new Set([...(all.covered.get(path) ?? []), ...lines]))
    }
    Object.assign(all.versions, versions)
    all.longestMs = Math.max(all.longestMs, longestMs)
    all.fault ??= fault
    all.unavailable ??= unavailable
    if (options.onlyFirst && (fault !== null || [...tests.values()].some(hasFailed))) break
  }
  const breach = place.breach()
  if (breach !== undefined) all.fault = `the tests were ended for ${breach}`
  return all
}
