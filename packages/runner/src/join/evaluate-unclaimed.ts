import type { RunEvent } from '@genai-devbench/schema'
import { claimRun } from '@genai-devbench/store'
import { evaluateForgotten, forgottenAmong } from '../evaluation/evaluate-forgotten.ts'
import type { Evaluation } from '../evaluation/open-evaluation.ts'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'

/** Evaluates forgotten runs of an experiment that several runners share: what another one has claimed, it is evaluating itself. */
export async function evaluateUnclaimed(
  plan: Plan,
  evaluation: Evaluation,
  finished: FinishedRuns,
  emit: (event: RunEvent) => void,
): Promise<void> {
  for (const run of forgottenAmong(plan, finished.runs)) {
    await using claim = await claimRun(plan.paths, run)
    // Which also looks whether it was evaluated before the claim.
    if (claim) await evaluateForgotten(plan, evaluation, [run], emit, (record) => finished.observe(record))
  }
}
