import type { CodeQualityRules, QualityReport, Score } from '@genai-devbench/schema'
import type { PlaceOptions } from '../confined/confined-place.ts'
import { measureCodeQuality } from './code-quality/measure-code-quality.ts'
import { measureDocumentation } from './documentation/measure-documentation.ts'
import type { Route } from './documentation/route-pattern.ts'
import { readSources } from './sources/read-sources.ts'
import { measureTestCoverage } from './test-coverage/measure-test-coverage.ts'
import type { Environment } from './test-coverage/test-run.ts'

const TESTS_MS = 120_000
const MUTATION = { count: 5, budgetMs: 10_000, seed: 1 }

export interface QualityOptions {
  signal: AbortSignal
  /** How programs of the project are confined. */
  place: PlaceOptions
  /** What code is held to. */
  rules: CodeQualityRules
  /** What was installed for the project. */
  environment?: Environment
  /** The routes of the project where they are known; else they are looked for in the code. */
  routes?: readonly Route[]
  /** Time limit for one run of the project's tests. Default: two minutes. */
  testsMs?: number
  /** The sample of small changes that the tests should notice. Default: at most five, no other begun after ten seconds. */
  mutation?: { count: number; budgetMs: number; seed: number }
}

/**
 * Measures the code of a project, its documentation and its tests. What cannot be measured has a score of null with the
 * reason. docs/evaluation/quality.md has the definitions.
 *
 * @param project absolute path; never changed, its programs run on copies
 */
export async function measureQuality(project: string, options: QualityOptions): Promise<QualityReport> {
  const { signal, place, rules, environment = {}, routes, testsMs = TESTS_MS, mutation = MUTATION } = options
  const sources = await readSources(project)
  return {
    code_quality: await attempt(signal, () => measureCodeQuality(sources, { rules, signal })),
    documentation: await attempt(signal, () =>
      measureDocumentation(sources, { project, ...(routes && { routes }) }),
    ),
    test_coverage: await attempt(signal, () =>
      measureTestCoverage(sources, {
        project,
        place,
        environment,
        signal,
        timeoutMs: testsMs,
        mutation,
        now: () => performance.now(),
      }),
    ),
  }
}

/** A metric whose analyser is missing here, or gives up on this project, takes no other along. */
async function attempt<Details>(
  signal: AbortSignal,
  measure: () => Promise<{ score: Score; details: Details }>,
): Promise<{ score: Score; details: Details | null }> {
  try {
    signal.throwIfAborted()
    return await measure()
  } catch (error) {
    signal.throwIfAborted()
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n')
    return { score: { value: null, reason }, details: null }
  }
}
