import { existsSync } from 'node:fs'
import { readdir, rename } from 'node:fs/promises'
import { basename } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import type { RunEvent, RunRecord, Step } from '@genai-devbench/schema'
import { type RunPaths, settleCallLog } from '@genai-devbench/store'
import { killLeftOver } from '../processes/step-processes.ts'
import { abandonRun, abandonedAttempts, unnumberedAttempt } from '../run/abandoned-attempts.ts'
import { abandonSteps, isBegun } from './abandon-steps.ts'
import { restoreSnapshot } from './restore-snapshot.ts'
import { readSnapshots } from './snapshots.ts'

interface Attempt {
  /** With the steps that passed in an earlier try, if the run goes on after them. */
  record: RunRecord
  /** Why this is not the first try; undefined when it is. */
  notice: RunEvent | undefined
}

/**
 * Makes a run's directory ready to begin, or to go on after the steps that passed before. What an earlier try left that does
 * not count is put under attempts/. Called again after a crash, it goes on.
 *
 * @param fresh the record of the run as it were if nothing had been tried
 */
export async function beginAttempt(
  paths: RunPaths,
  fresh: RunRecord,
  steps: readonly Step[],
): Promise<Attempt> {
  if (!existsSync(paths.root)) return { record: fresh, notice: undefined }
  await killLeftOver(paths.root)
  if ((await settleCallLog(paths)) === 'written anew') await removeTree(paths.snapshots)
  await finishAbandoning(paths)
  const resumed = await resume(paths, fresh, steps)
  if ('record' in resumed) return resumed
  const left = (await readdir(paths.root)).filter((name) => name !== basename(paths.attempts))
  if (left.length > 0) await abandonRun(paths)
  const abandoned = await abandonedAttempts(paths)
  const { unusable } = resumed
  const { framework, run } = fresh
  const why = `${whyUnfinished(abandoned)}${unusable === undefined ? '' : `, and it cannot go on after the steps that passed: ${unusable}`}`
  return {
    record: { ...fresh, attempt: abandoned.length + 1, abandoned_attempts: abandoned },
    notice: abandoned.length === 0 ? undefined : { type: 'run_rerun', framework, run, why },
  }
}

/** Ends what a crash cut off. A snapshot is still there when only some steps were being abandoned. */
async function finishAbandoning(paths: RunPaths): Promise<void> {
  if (!existsSync(unnumberedAttempt(paths).root)) return
  const [snapshot] = await readSnapshots(paths)
  await (snapshot ? abandonSteps(paths, snapshot) : abandonRun(paths))
}

async function resume(
  paths: RunPaths,
  fresh: RunRecord,
  steps: readonly Step[],
): Promise<Attempt | { unusable: string | undefined }> {
  let unusable: string | undefined
  for (const snapshot of await readSnapshots(paths)) {
    const restored = await restoreSnapshot(paths, snapshot, fresh)
    if ('unusable' in restored) {
      unusable ??= restored.unusable
      await removeTree(snapshot.place.root)
      continue
    }
    // None is taken after the last step.
    const step = steps[snapshot.record.steps.length]!
    if (await isBegun(paths)) await abandonSteps(paths, snapshot)
    await rename(restored.scratch, paths.scratch)
    await rename(restored.workspace, paths.workspace)
    const abandoned = await abandonedAttempts(paths)
    const attempt = abandoned.length + 1
    const { framework, run } = fresh
    const resumption = { attempt, step: step.id, at: fresh.started_at }
    return {
      record: {
        ...snapshot.record,
        attempt,
        resumed: [...(snapshot.record.resumed ?? []), resumption],
        abandoned_attempts: abandoned,
      },
      notice: {
        type: 'run_resumed',
        framework,
        run,
        attempt,
        step: step.id,
        name: step.name,
        why: whyUnfinished(abandoned),
      },
    }
  }
  return { unusable }
}

function whyUnfinished(abandoned: RunRecord['abandoned_attempts']): string {
  const last = abandoned.at(-1)
  return last ? `attempt ${last.attempt} did not finish: ${last.reason ?? last.outcome ?? 'cut off'}` : ''
}
