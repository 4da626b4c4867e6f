import { mkdir } from 'node:fs/promises'
import { decideAfter, firstCheck } from '@genai-devbench/analysis'
import { JsonLinesFile } from '@genai-devbench/files'
import { BudgetAccount, startGateway } from '@genai-devbench/gateway'
import type { FinishReason, Identity, RunEvent } from '@genai-devbench/schema'
import { lockExperiment, reconcileJournal, sealConfig } from '@genai-devbench/store'
import type { RunRequest } from './run/execute-run.ts'
import { executeRunWithRetry } from './run/retried-run.ts'
import { FinishedRuns } from './finished-runs.ts'
import { openProvider, pinOf, pricesOf } from './open-provider.ts'
import { RefusedCalls } from './refused-calls.ts'
import { runPool } from './run-pool.ts'
import type { Plan } from './plan.ts'
import { type ScheduledRun, scheduleBlock } from './schedule.ts'
import { spentBefore } from './spent-before.ts'

export interface RunnerOptions {
  signal: AbortSignal
  emit(event: RunEvent): void
}

/** Runs what is not finished of an experiment, batch by batch, until its stopping rule says so. */
export async function runExperiment(plan: Plan, listener: RunnerOptions): Promise<FinishReason> {
  const { paths, config } = plan
  const { signal } = listener
  await using _lock = deferred(await lockExperiment(paths, new Date()))
  await mkdir(paths.runs, { recursive: true })
  using events = new JsonLinesFile(paths.events)
  const emit = (event: RunEvent): void => {
    events.append({ time: new Date().toISOString(), ...event })
    listener.emit(event)
  }
  const configSha256 = await sealConfig(paths, config, new Date())
  const finished = new FinishedRuns(plan, await reconcileJournal(paths))
  await using _manifest = deferred(() => finished.writeManifest())
  const identities = await identify(plan)
  const experimentBudget = await openExperimentBudget(plan)
  using refused = new RefusedCalls(paths, emit)
  const gateway = await startGateway({
    provider: await openProvider(plan),
    pin: pinOf(config.llm, plan.recording),
    prices: pricesOf(config.llm, plan.recording),
    middleware: config.llm.middleware,
    onRefused: (call) => refused.add(call),
  })
  await using _gateway = deferred(() => gateway.close())
  emit({
    type: 'experiment_started',
    frameworks: plan.selected.map(({ id }) => id),
    planned_runs: plan.selected.length * plan.maxRuns,
    finished_runs: finished.count(plan.selected, plan.maxRuns),
    finished_by_framework: Object.fromEntries(
      plan.selected.map((arm) => [arm.id, finished.count([arm], plan.maxRuns)]),
    ),
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
      // Those of a run are in its own events.jsonl.
      emit: listener.emit,
    }
    await finished.add(await executeRunWithRetry(request))
  }
  const exceeded = experimentBudget?.exceeded
  const reason = await runBatches(plan, finished, execute, { signal, exceeded, emit })
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
