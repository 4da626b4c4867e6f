import { availableParallelism } from 'node:os'
import { runPool } from '@genai-devbench/history'
import type { TestCoverage } from '@genai-devbench/schema'
import type { SourceFile, Sources } from '../sources/read-sources.ts'
import { syntaxVersion } from '../sources/syntax.ts'
import { countLines } from './count-lines.ts'
import { type Mutant, sampleMutants } from './mutants.ts'
import { type BenchOptions, isNoticed, runAllTests } from './run-tests.ts'
import { scoreOf } from './score.ts'
import type { TestRun } from './test-run.ts'
import { type TestSuite, suitesOf } from './test-suite.ts'

type Details = NonNullable<TestCoverage['details']>
type Mutation = NonNullable<Details['mutation']>

const FAILURES_KEPT = 50
/** What a run with a mutant may take longer than one without: in all, and until the next test begins or ends. */
const PATIENCE = { factor: 3, extraMs: 5000 }
const STALL_PATIENCE = { factor: 3, extraMs: 2000 }

export interface TestCoverageOptions extends BenchOptions {
  /** For one run of the tests. */
  timeoutMs: number
  /** `count` mutants at most; after `budgetMs` no other is begun, but one is tried in any case. */
  mutation: { count: number; budgetMs: number; seed: number }
  /** Milliseconds since any moment. */
  now: () => number
}

/** Runs the project's tests, takes the lines they run, and tries whether they notice small changes. */
export async function measureTestCoverage(
  sources: Sources,
  options: TestCoverageOptions,
): Promise<TestCoverage> {
  const { code, tests } = sources
  const { suites, reasons } = await suitesOf(tests)
  const details = emptyDetails(tests, suites, reasons)
  const unmeasured = (reason: string): TestCoverage => ({ score: { value: null, reason }, details })
  if (code.length === 0) return unmeasured('there is no source file in a language that is measured')
  if (suites.length === 0) {
    return reasons[0] === undefined ? { score: { value: 0, reason: null }, details } : unmeasured(reasons[0])
  }
  const began = options.now()
  const inLanguages = coverable(code, suites)
  const baseline = await runAllTests(options, suites, {
    timeoutMs: options.timeoutMs,
    pythonPaths: inLanguages.filter(({ language }) => language === 'python').map(({ path }) => path),
  })
  const duration = options.now() - began
  const unavailable = baseline.unavailable ?? missingModule(baseline, sources)
  if (unavailable !== null) return unmeasured(unavailable)
  const { lines, covered } = await countLines(inLanguages, baseline)
  if (lines === 0) return unmeasured('there is no line of code in the languages of the tests')
  const counts = countsOf(baseline)
  const mutation =
    counts.passed === 0 ? null : await tryMutants(code, suites, { baseline, duration, ...options })
  return {
    score: scoreOf({
      coverage: covered / lines,
      // What was ended took its tests along.
      passed: baseline.fault === null ? counts.passed : 0,
      tests: counts.passed + counts.failed,
      noticed: mutation?.noticed ?? 0,
      mutants: mutation?.mutants.length ?? 0,
    }),
    details: {
      ...details,
      analysers: { ...details.analysers, ...baseline.versions },
      tests: counts,
      failures: failuresOf(baseline),
      lines,
      covered_lines: covered,
      mutation,
      notes: [...details.notes, ...(baseline.fault === null ? [] : [baseline.fault])],
    },
  }
}

const emptyDetails = (
  tests: readonly SourceFile[],
  suites: readonly TestSuite[],
  reasons: readonly string[],
): Details => ({
  analysers: { 'tree-sitter-wasm': syntaxVersion() },
  test_files: tests.length,
  frameworks: [...new Set(suites.map(({ framework }) => framework))],
  tests: null,
  failures: [],
  lines: null,
  covered_lines: null,
  mutation: null,
  notes: notesOn(tests, suites, reasons),
})

function notesOn(
  tests: readonly SourceFile[],
  suites: readonly TestSuite[],
  reasons: readonly string[],
): string[] {
  if (tests.length === 0) return ['there are no tests']
  if (suites.length === 0 && reasons.length === 0) return ['no file is named as test runners expect']
  return [...reasons]
}

function countsOf({ tests }: TestRun): { passed: number; failed: number; skipped: number } {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { outcome } of tests.values()) counts[outcome] += 1
  return counts
}

const failuresOf = ({ tests }: TestRun): Details['failures'] =>
  [...tests]
    .filter(([, { outcome }]) => outcome === 'failed')
    .slice(0, FAILURES_KEPT)
    .map(([test, { message }]) => ({ test, message }))

/** The code in the languages that have tests. */
function coverable(code: readonly SourceFile[], suites: readonly TestSuite[]): SourceFile[] {
  const hasScripts = suites.some(({ framework }) => framework === 'node:test')
  const hasPython = suites.some(({ framework }) => framework !== 'node:test')
  return code.filter(({ language }) => (language === 'python' ? hasPython : hasScripts))
}

/** Why no test could run that needs what is not part of the project; null where one passed, or that is not why. */
function missingModule({ tests }: TestRun, { files }: Sources): string | null {
  const outcomes = [...tests.values()]
  if (outcomes.some(({ outcome }) => outcome === 'passed')) return null
  for (const { message } of outcomes) {
    const name = /No module named '([\w.]+)'|Cannot find (?:module|package) '([^'.][^']*)'/.exec(message)
    const module = (name?.[1] ?? name?.[2])?.split('.')[0]
    if (module === undefined) continue
    const isOwn = files.some((path) =>
      path.split('/').some((part) => part === module || part === `${module}.py`),
    )
    if (!isOwn) return `the tests need ${module}, which is not installed`
  }
  return null
}

async function tryMutants(
  code: readonly SourceFile[],
  suites: readonly TestSuite[],
  { baseline, duration, ...options }: TestCoverageOptions & { baseline: TestRun; duration: number },
): Promise<Mutation> {
  const { mutation, now } = options
  const sample = await sampleMutants(code, baseline.covered, mutation)
  const limits = {
    timeoutMs: Math.min(options.timeoutMs, duration * PATIENCE.factor + PATIENCE.extraMs),
    stallMs: baseline.longestMs * STALL_PATIENCE.factor + STALL_PATIENCE.extraMs,
  }
  const end = now() + mutation.budgetMs
  const verdicts = new Map<Mutant, boolean>()
  // Without a sandbox they would be in each other's way, on a port for instance.
  const atOnce = options.place.isolation === 'none' ? 1 : availableParallelism()
  await runPool(sample, atOnce, undefined, async (mutant) => {
    if (mutant !== sample[0] && now() > end) return
    const text = code.find(({ path }) => path === mutant.path)!.text
    verdicts.set(mutant, await isNoticed(options, { mutant, text }, { suites, baseline, ...limits }))
  })
  const mutants = sample.flatMap((mutant) => {
    const noticed = verdicts.get(mutant)
    const { index: _, ...place } = mutant
    return noticed === undefined ? [] : [{ ...place, noticed }]
  })
  return { seed: mutation.seed, noticed: mutants.filter(({ noticed }) => noticed).length, mutants }
}
