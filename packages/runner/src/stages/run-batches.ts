import { decideAfter, firstCheck } from '@genai-devbench/analysis'
import type { FinishReason } from '@genai-devbench/schema'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import type { RunnerOptions } from '../run-experiment.ts'
import { runPool } from '../run-pool.ts'
import { type ScheduledRun, scheduleBlock } from '../schedule.ts'

/** Makes what runs are missing, up to each check of the stopping rule in turn. */
export async function runBatches(
  plan: Plan,
  finished: FinishedRuns,
  execute: (scheduled: ScheduledRun) => Promise<void>,
  { signal, exceeded, emit }: RunnerOptions & { exceeded: AbortSignal | undefined },
): Promise<FinishReason> {
  const noMore = exceeded ? AbortSignal.any([signal, exceeded]) : signal
  const selected = new Set(plan.selected.map(({ id }) => id))
  for (let check: number | null = firstCheck(plan.config.stopping); check !== null;) {
    const until = Math.min(check, plan.maxRuns)
    const blocks = Array.from({ length: until }, (_, index) => scheduleBlock(plan.config, index + 1))
    const pending = blocks
      .flat()
      .filter((scheduled) => selected.has(scheduled.framework) && !finished.has(scheduled))
    await runPool(pending, plan.config.execution.concurrency, noMore, execute)
    if (signal.aborted) return 'interrupted'
    if (pending.some((scheduled) => !finished.has(scheduled)))
      return exceeded?.aborted === true ? 'budget_exceeded' : 'infrastructure'
    if (until < check || !finished.isCompleteUpTo(until)) return 'part_done'
    const { reason, checks, next } = decideAfter(plan.config, finished.records, check)
    emit({ type: 'stopping_checked', n: check, reason, checks })
    if (reason !== null) return reason
    check = next
  }
  throw new Error('the stopping rule ended without a reason')
}
