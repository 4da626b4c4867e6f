import { mkdir } from 'node:fs/promises'
import { JsonLinesFile } from '@genai-devbench/files'
import { BudgetAccount, startGateway } from '@genai-devbench/gateway'
import type { FinishReason, Identity, RunEvent } from '@genai-devbench/schema'
import { lockExperiment, reconcileJournal, sealConfig } from '@genai-devbench/store'
import type { RunRequest } from './run/execute-run.ts'
import { executeRunWithRetry } from './run/retried-run.ts'
import { FinishedRuns } from './finished-runs.ts'
import { openProvider, pinOf, pricesOf } from './open-provider.ts'
import { RefusedCalls } from './refused-calls.ts'
import { runStages } from './stages/run-stages.ts'
import type { Plan } from './plan.ts'
import type { ScheduledRun } from './schedule.ts'
import { spentBefore } from './spent-before.ts'

export interface RunnerOptions {
  signal: AbortSignal
  emit(event: RunEvent): void
}

/** Runs what is not finished of an experiment, stage by stage, until its stopping rule says so. */
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
  const execute = async (scheduled: ScheduledRun, stop: AbortSignal): Promise<void> => {
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
      stop,
      // Those of a run are in its own events.jsonl.
      emit: listener.emit,
    }
    await finished.add(await executeRunWithRetry(request))
  }
  const exceeded = experimentBudget?.exceeded
  const reason = await runStages(plan, finished, execute, { signal, exceeded, emit })
  emit({ type: 'experiment_finished', reason })
  return reason
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
