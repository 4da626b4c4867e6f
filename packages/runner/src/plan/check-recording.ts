import type { Recording } from '@genai-devbench/gateway'
import { UserError } from '@genai-devbench/schema'
import type { ExperimentPaths, LoadedConfig } from '@genai-devbench/store'
import type { PlanOptions } from '../plan.ts'
import { findRecording } from '../replay/find-recording.ts'
import { recordingMismatches } from '../replay/recording-mismatches.ts'

/** Reads what a replay answers from; what is wrong with it, or does not fit, is added to the problems. */
export async function checkRecording(
  paths: ExperimentPaths,
  { config, parts: { llm }, problems, problemAt }: LoadedConfig,
  selection: Pick<PlanOptions, 'frameworks' | 'maxRuns'>,
): Promise<Recording | undefined> {
  if (llm?.provider !== 'replay') return undefined
  try {
    const recording = await findRecording(paths, llm.from)
    for (const { path, message, hint } of config ? recordingMismatches(recording, config, selection) : [])
      problems.push(problemAt(path, message, hint))
    return recording
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    problems.push(problemAt(llm.from === undefined ? ['llm'] : ['llm', 'from'], error.message, error.hint))
    return undefined
  }
}
