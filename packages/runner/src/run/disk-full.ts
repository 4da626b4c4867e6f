import { isDiskFullError } from '@genai-devbench/files'
import { NO_USAGE, type RunEvent, type RunRecord, type RunRef, UserError } from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  type RunPaths,
  hasResult,
  readRunRecord,
  writeRunRecord,
} from '@genai-devbench/store'

const REASON = 'no space left on the device'

/**
 * Ends a run of which something could not be written, so far as there is room left to say so. Returns its record when it has a
 * result all the same.
 */
export async function endForFullDisk(
  paths: RunPaths,
  { framework, run }: RunRef,
  emit: (event: RunEvent) => void,
): Promise<RunRecord | undefined> {
  const record = await readRunRecord(paths)
  if (record !== undefined && hasResult(record)) return record
  const { wall_ms, usage } = record?.totals ?? { wall_ms: 0, usage: NO_USAGE }
  if (record)
    await writeRunRecord(paths, { ...record, outcome: 'infrastructure', reason: REASON }).catch(unlessFull)
  emit({ type: 'run_finished', framework, run, outcome: 'infrastructure', reason: REASON, wall_ms, usage })
  return undefined
}

function unlessFull(error: unknown): void {
  if (!isDiskFullError(error)) throw error
}

/** For what cannot go on without writing. */
export const diskFull = ({ root }: ExperimentPaths, cause: unknown): UserError =>
  new UserError('disk_full', `${root}: No space left on the device.`, {
    hint: 'Finished runs are kept. Free some space and call the command again: it goes on.',
    exitCode: 1,
    cause,
  })
