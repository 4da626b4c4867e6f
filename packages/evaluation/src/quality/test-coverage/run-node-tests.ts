import { relative } from 'node:path'
import type { ConfinedPlace } from '../../confined/confined-place.ts'
import { type TestRun, type TestRunOptions, programPath, programIn, reportOf } from './test-run.ts'
import type { TestSuite } from './test-suite.ts'

/**
 * Runs tests by `node --test`, whose coverage includes the Node processes they start. It cannot end with the first test
 * that fails.
 */
export async function runNodeTests(
  place: ConfinedPlace,
  { cwd, files }: TestSuite,
  options: TestRunOptions,
): Promise<TestRun> {
  const result = await place.run({
    ...programIn(place, cwd, options),
    file: 'node',
    args: [
      '--test',
      ...(options.trace ? ['--experimental-test-coverage'] : []),
      `--test-reporter=${programPath(place, 'node/reporter.mjs')}`,
      ...files,
    ],
  })
  const report = reportOf(result)
  if (!('tests' in report)) {
    const fault = 'fault' in report ? report.fault : `there is no ${report.missing}`
    return { tests: new Map(), covered: new Map(), versions: {}, fault, unavailable: null }
  }
  const covered = Object.entries(report.lines ?? {}).map(
    ([path, lines]) => [relative(options.project, path), new Set(lines)] as const,
  )
  return {
    tests: new Map(Object.entries(report.tests)),
    covered: new Map(covered),
    versions: report.versions,
    fault: null,
    unavailable: null,
  }
}
