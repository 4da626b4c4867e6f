import { availableParallelism } from 'node:os'
import { runPool } from '@genai-devbench/history'
import type { CheckName, CheckResult } from '@genai-devbench/schema'
import type { ConfinedPlace } from '../confined/confined-place.ts'
import type { CheckFiles } from './check-files.ts'
import { type CheckFileRequest, type CheckFileRun, runCheckFile } from './run-check-file.ts'

/**
 * Runs the checks of steps, as many files at a time as there are processors. A known check without a result has not
 * been run, for the reason that its file gives.
 */
export async function runChecks(
  place: ConfinedPlace,
  steps: CheckFiles['steps'],
  known: readonly CheckName[],
  { timeoutMs, ...request }: Omit<CheckFileRequest, 'file'>,
): Promise<CheckResult[]> {
  const end = performance.now() + timeoutMs
  const runs = new Map<number, CheckFileRun>()
  const files = steps.flatMap(({ id, file }) => (file === undefined ? [] : [{ id, file }]))
  // The last step's first: a project's own tests, which take longest, tend to be among the last tasks.
  await runPool(files.toReversed(), availableParallelism(), undefined, async ({ id, file }) => {
    const left = Math.max(1, end - performance.now())
    runs.set(id, await runCheckFile(place, { ...request, file, timeoutMs: left }))
  })
  return files.flatMap(({ id }) => {
    const { checks, fault } = runs.get(id) ?? { checks: [], fault: undefined }
    const done = new Set(checks.map(({ title }) => title))
    const missing = known.filter(({ step, title }) => step === id && !done.has(title))
    return [
      ...checks.map((check): CheckResult => ({ step: id, ...check })),
      ...notRun(missing, fault ?? place.breach() ?? 'its file of checks did not come to it'),
    ]
  })
}

/** Checks without a result, and why. */
export const notRun = (checks: readonly CheckName[], reason: string): CheckResult[] =>
  checks.map(({ step, title }) => ({ step, title, outcome: 'not_run', message: reason, duration_ms: null }))
