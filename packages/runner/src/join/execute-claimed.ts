import type { RunRecord } from '@genai-devbench/schema'
import { claimRun, clearTemporaries } from '@genai-devbench/store'
import type { Plan } from '../plan.ts'
import type { ExecuteRun } from '../stages/run-series.ts'
import type { SharedRuns } from './shared-runs.ts'

/**
 * Makes runs only while this process, of all that share the experiment, has the claim on them.
 *
 * @param evaluate called for a run whose runner was killed once it was finished
 */
export const executeClaimed =
  (
    { paths }: Plan,
    finished: SharedRuns,
    execute: ExecuteRun,
    evaluate: (record: RunRecord) => Promise<void>,
  ): ExecuteRun =>
  async (scheduled, stop) => {
    await finished.refresh()
    if (finished.has(scheduled)) return 'over'
    await using claim = await claimRun(paths, scheduled)
    if (claim === undefined) return 'elsewhere'
    // It may have been made between the look and the claim.
    if (await finished.settle(scheduled, evaluate)) return 'over'
    await clearTemporaries([paths.run(scheduled.framework, scheduled.run).root])
    const end = await execute(scheduled, AbortSignal.any([stop, claim.lost]))
    return claim.lost.aborted ? 'elsewhere' : end
  }
