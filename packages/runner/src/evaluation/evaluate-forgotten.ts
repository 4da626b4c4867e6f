import type { RunEvent, RunRecord } from '@genai-devbench/schema'
import { readEvaluations, runKey } from '@genai-devbench/store'
import type { Plan } from '../plan.ts'
import { evaluateFinished } from './evaluate-finished.ts'
import type { Evaluation } from './open-evaluation.ts'

/** Evaluates finished runs whose runner was killed before it came to that. */
export async function evaluateForgotten(
  plan: Plan,
  evaluation: Evaluation,
  records: readonly RunRecord[],
  emit: (event: RunEvent) => void,
): Promise<void> {
  if (plan.config.acceptance.when === 'never') return
  const evaluations = readEvaluations(plan.paths, records)
  for (const record of records) {
    const arm = plan.arms.find(({ id }) => id === record.framework)
    if (evaluations.has(runKey(record)) || !arm) continue
    await evaluateFinished(plan, evaluation, { record, adapter: arm.loaded }, emit)
  }
}
