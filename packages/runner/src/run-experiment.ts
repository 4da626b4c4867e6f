import { BudgetAccount, startGateway } from '@genai-devbench/gateway'
import type { FinishReason, Identity, RunEvent } from '@genai-devbench/schema'
import { clearEnding, lockExperiment, reconcileJournal, sealConfig, writeEnding } from '@genai-devbench/store'
import { type RunRequest, executeRun } from './run/execute-run.ts'
import { FinishedRuns } from './finished-runs.ts'
import { openProvider, pinOf, pricesOf } from './open-provider.ts'
import { RefusedCalls } from './refused-calls.ts'
import { runPool } from './run-pool.ts'
import type { Plan } from './plan.ts'
import { type ScheduledRun, scheduleBlock } from './schedule.ts'
import { spentBefore } from './spent-before.ts'
import { checkStopping, nextCheckpoint } from './stopping.ts'

export interface RunnerOptions {
  signal: AbortSignal
  emit(event: RunEvent): void
}

/** Runs what is not finished of an experiment, batch by batch, until its stopping rule says so. */
export async function runExperiment(plan: Plan, { signal, emit }: RunnerOptions): Promise<FinishReason> {
  const { paths, config } = plan
  await using _lock = deferred(await lockExperiment(paths, new Date()))
  await clearEnding(paths)
  const configSha256 = await sealConfig(paths, config, new Date())
  const finished = new FinishedRuns(plan, await reconcileJournal(paths))
  await using _manifest = deferred(() => finished.writeManifest())
  const identities = await identify(plan)
  const experimentBudget = await openExperimentBudget(plan)
  using refused = new RefusedCalls(paths, emit)
  const gateway = await startGateway({
    provider: await openProvider(plan),
    pin: pinOf(config.llm),
    prices: pricesOf(config.llm),
    onRefused: (call) => refused.add(call),
  })
  await using _gateway = deferred(() => gateway.close())
  emit({
    type: 'experiment_started',
    frameworks: plan.selected.map(({ id }) => id),
    planned_runs: plan.selected.length * plan.maxRuns,
    finished_runs: finished.count(plan.selected, plan.maxRuns),
    steps: plan.steps.length,
  })
  const execute = async (scheduled: ScheduledRun): Promise<void> => {
    const arm = plan.arms.find(({ id }) => id === scheduled.framework)
    if (!arm) throw new Error(`no such framework: ${scheduled.framework}`)
    const request: RunRequest = {
      plan,
      arm,
      scheduled,
      identity: identities.get(arm.id) ?? {},
      configSha256,
      gateway,
      experimentBudget,
      stop: signal,
      emit,
    }
    await finished.add(await executeRun(request))
  }
  const exceeded = experimentBudget?.exceeded
  const reason = await runBatches(plan, finished, execute, { signal, exceeded, emit })
  await writeEnding(paths, reason, new Date())
  emit({ type: 'experiment_finished', reason })
  return reason
}

async function runBatches(
  plan: Plan,
  finished: FinishedRuns,
  execute: (scheduled: ScheduledRun) => Promise<void>,
  { signal, exceeded, emit }: RunnerOptions & { exceeded: AbortSignal | undefined },
): Promise<FinishReason> {
  const noMore = exceeded ? AbortSignal.any([signal, exceeded]) : signal
  const selected = new Set(plan.selected.map(({ id }) => id))
  for (
    let checkpoint = nextCheckpoint(plan.config.stopping, 0);
    ;
    checkpoint = nextCheckpoint(plan.config.stopping, checkpoint)
  ) {
    const until = Math.min(checkpoint, plan.maxRuns)
    const blocks = Array.from({ length: until }, (_, index) => scheduleBlock(plan.config, index + 1))
    const pending = blocks
      .flat()
      .filter((scheduled) => selected.has(scheduled.framework) && !finished.has(scheduled))
    await runPool(pending, plan.config.execution.concurrency, noMore, execute)
    if (signal.aborted) return 'interrupted'
    if (pending.some((scheduled) => !finished.has(scheduled)))
      return exceeded?.aborted === true ? 'budget_exceeded' : 'infrastructure'
    if (!finished.isCompleteUpTo(until)) return 'part_done'
    const { reason, checks } = checkStopping(plan.config, finished.records, until)
    emit({ type: 'stopping_checked', n: until, reason: reason ?? null, checks })
    if (reason !== undefined) return reason
    if (until >= plan.maxRuns) return 'part_done'
  }
}

async function openExperimentBudget({ paths, config: { llm } }: Plan): Promise<BudgetAccount | undefined> {
  const allowance = llm.budget?.experiment
  return allowance && new BudgetAccount('experiment', allowance, await spentBefore(paths))
}

const deferred = (undo: () => Promise<void>): AsyncDisposable => ({ [Symbol.asyncDispose]: undo })

async function identify({ selected }: Plan): Promise<Map<string, Identity>> {
  const identities = selected.map(async (arm): Promise<[string, Identity]> => [
    arm.id,
    await arm.loaded.identity({ installDir: arm.installDir, options: arm.options }),
  ])
  return new Map(await Promise.all(identities))
}
