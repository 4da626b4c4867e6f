import { relative } from 'node:path'
import type { ConfinedPlace } from '../../confined/confined-place.ts'
import { type TestRun, type TestRunOptions, emptyRun, programIn, programPath, reportOf } from './test-run.ts'
import type { TestSuite } from './test-suite.ts'

/** Runs tests by `node --test`, whose coverage includes the Node processes they start. */
export async function runNodeTests(
  place: ConfinedPlace,
  { cwd, files }: TestSuite,
  options: TestRunOptions,
): Promise<TestRun> {
  const program = programIn(place, cwd, options)
  const result = await place.run({
    ...program,
    env: { ...program.env, ...(options.onlyFirst && { DEVBENCH_ONLY_FIRST: 'yes' }) },
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
    return { ...emptyRun(), fault }
  }
  const covered = Object.entries(report.lines ?? {}).map(
    ([path, lines]) => [relative(options.project, path), new Set(lines)] as const,
  )
  return {
    ...emptyRun(),
    tests: new Map(Object.entries(report.tests)),
    covered: new Map(covered),
    versions: report.versions,
  }
}
