import { existsSync, readFileSync } from 'node:fs'
import { appendJsonLine } from '@genai-devbench/files'
import { RunEvaluation, type RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'
import { runKey } from './run-records.ts'

/** Evaluations by `runKey`. */
export type RunEvaluations = ReadonlyMap<string, RunEvaluation>

/**
 * The evaluation that holds of each of these runs, where there is one. Lines that cannot be read are passed over: they
 * can be written again. Synchronous, since the stopping rule is looked at in one go.
 */
export function readEvaluations(paths: ExperimentPaths, records: readonly RunRecord[]): RunEvaluations {
  const evaluations = new Map<string, RunEvaluation>()
  if (!existsSync(paths.evaluations)) return evaluations
  const started = new Map(records.map((record) => [runKey(record), record.started_at]))
  for (const line of readFileSync(paths.evaluations, 'utf8').split('\n')) {
    const evaluation = parse(line)
    if (evaluation && started.get(runKey(evaluation)) === evaluation.run_started_at)
      evaluations.set(runKey(evaluation), evaluation)
  }
  return evaluations
}

function parse(line: string): RunEvaluation | undefined {
  try {
    return RunEvaluation.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

export const appendEvaluation = (paths: ExperimentPaths, evaluation: RunEvaluation): Promise<void> =>
  appendJsonLine(paths.evaluations, evaluation)
