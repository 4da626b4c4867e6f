import type { RunEvent } from '@genai-devbench/schema'
import { readEvaluations, readRunRecord, runKey } from '@genai-devbench/store'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import { evaluateFinished } from './evaluate-finished.ts'
import type { Evaluation } from './open-evaluation.ts'

/** Evaluates finished runs whose runner was killed before it came to that. */
export async function evaluateForgotten(
  plan: Plan,
  evaluation: Evaluation,
  finished: FinishedRuns,
  emit: (event: RunEvent) => void,
): Promise<void> {
  if (plan.config.acceptance.when === 'never') return
  const evaluations = readEvaluations(plan.paths, finished.runs)
  for (const run of finished.runs) {
    const arm = plan.arms.find(({ id }) => id === run.framework)
    if (evaluations.has(runKey(run)) || !arm) continue
    const record = await readRunRecord(plan.paths.run(run.framework, run.run))
    if (!record) continue
    await evaluateFinished(plan, evaluation, { record, adapter: arm.loaded }, emit)
    finished.observe(record)
  }
}
