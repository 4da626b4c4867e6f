import type { RunEvent, RunRecord } from '@genai-devbench/schema'
import { EvaluationTail, readRunRecord } from '@genai-devbench/store'
import type { Plan } from '../plan.ts'
import { evaluateFinished } from './evaluate-finished.ts'
import type { Evaluation } from './open-evaluation.ts'

type Run = Pick<RunRecord, 'framework' | 'run' | 'started_at'>

/** The finished runs whose runner was killed before it came to evaluate them. */
export function forgottenAmong<T extends Run>({ paths, config, arms }: Plan, runs: readonly T[]): T[] {
  if (config.acceptance.when === 'never') return []
  const evaluations = new EvaluationTail(paths)
  return runs.filter((run) => !evaluations.has(run) && arms.some(({ id }) => id === run.framework))
}

/** Evaluates those of some finished runs that were forgotten; `onEvaluated` is told of each. */
export async function evaluateForgotten(
  plan: Plan,
  evaluation: Evaluation,
  runs: readonly Run[],
  emit: (event: RunEvent) => void,
  onEvaluated: (record: RunRecord) => void = () => {},
): Promise<void> {
  for (const run of forgottenAmong(plan, runs)) {
    const arm = plan.arms.find(({ id }) => id === run.framework)
    const record = await readRunRecord(plan.paths.run(run.framework, run.run))
    if (!record || !arm) continue
    await evaluateFinished(plan, evaluation, { record, adapter: arm.loaded }, emit)
    onEvaluated(record)
  }
}
