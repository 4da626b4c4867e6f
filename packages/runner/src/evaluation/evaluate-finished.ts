import type { Adapter } from '@genai-devbench/adapters'
import { isDiskFullError } from '@genai-devbench/files'
import { readStepEvaluations, summarizeRun } from '@genai-devbench/evaluation'
import type { RunEvaluation, RunEvent, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, appendEvaluation } from '@genai-devbench/store'
import type { Plan } from '../plan.ts'
import { evaluateState } from './evaluate-state.ts'
import type { Evaluation } from './open-evaluation.ts'

/** Evaluates what a finished run left, and puts down what its evaluations come to. */
export async function evaluateFinished(
  { paths: experiment, config }: Pick<Plan, 'paths' | 'config'>,
  evaluation: Evaluation,
  { record, adapter }: { record: RunRecord; adapter: Pick<Adapter, 'app' | 'notArtifacts'> },
  emit: (event: RunEvent) => void,
): Promise<void> {
  if (config.acceptance.when === 'never') return
  const paths = experiment.run(record.framework, record.run)
  const step = lastStep(record)
  if (!step) return
  const reason = await evaluateState(
    evaluation,
    { ...record, paths, adapter },
    { step, project: paths.artifacts, isLast: true },
    emit,
  )
  // It is made up for when the experiment goes on.
  if (evaluation.evaluator && evaluation.signal.aborted) return
  await putDown(experiment, paths, record, reason)
}

/** The step that a run ended with. */
export const lastStep = ({ steps }: RunRecord): RunRecord['steps'][number] | undefined =>
  steps.findLast(({ outcome }) => outcome !== 'skipped')

/** Adds the line of a run to runs/evaluations.jsonl; without room for it, it is added later. */
export async function putDown(
  experiment: ExperimentPaths,
  paths: RunPaths,
  record: RunRecord,
  reason: string | undefined,
): Promise<RunEvaluation> {
  const evaluation = summarizeRun(record, await readStepEvaluations(paths), reason)
  try {
    await appendEvaluation(experiment, evaluation)
  } catch (error) {
    if (!isDiskFullError(error)) throw error
  }
  return evaluation
}
