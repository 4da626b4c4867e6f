import { dirname } from 'node:path'
import type { RunEvent, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, removeClaims, repairRegistry, repairRuns } from '@genai-devbench/store'
import { killLeftOverBelow } from './processes/step-processes.ts'

/**
 * Puts right what an earlier runner left that was killed, or that damage did, and tells of it.
 *
 * @param keep told of every finished run
 */
export async function recover(
  paths: ExperimentPaths,
  emit: (event: RunEvent) => void,
  keep: (record: RunRecord) => void,
): Promise<void> {
  const tell = (what: string): void => emit({ type: 'repaired', what })
  await removeClaims(paths)
  const killed = await killLeftOverBelow(paths.runs)
  if (killed > 0)
    tell(`ended ${killed === 1 ? 'a process' : `${killed} processes`} that a killed runner had left at work`)
  if (await repairRegistry(dirname(paths.root)))
    tell('the registry of experiments was damaged and was written again from their directories')
  await repairRuns(paths, tell, keep)
}
