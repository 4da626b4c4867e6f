import { mkdir } from 'node:fs/promises'
import { JsonLinesFile, isDiskFullError } from '@genai-devbench/files'
import { BudgetAccount, startGateway } from '@genai-devbench/gateway'
import type { FinishReason, Identity, RunEvent, RunRecord } from '@genai-devbench/schema'
import {
  clearEnding,
  joinExperiment,
  lockExperiment,
  lostLock,
  sealConfig,
  writeEnding,
} from '@genai-devbench/store'
import { diskFull, endForFullDisk } from './run/disk-full.ts'
import type { RunRequest } from './run/execute-run.ts'
import { executeRunWithRetry } from './run/retried-run.ts'
import { evaluateForgotten } from './evaluation/evaluate-forgotten.ts'
import { beginEvaluation } from './evaluation/open-evaluation.ts'
import { type FinishedRun, FinishedRuns } from './finished-runs.ts'
import { evaluateUnclaimed } from './join/evaluate-unclaimed.ts'
import { executeClaimed } from './join/execute-claimed.ts'
import { SharedRuns } from './join/shared-runs.ts'
import { openProvider, pinOf, pricesOf } from './open-provider.ts'
import { RefusedCalls } from './refused-calls.ts'
import type { ExecuteRun } from './stages/run-series.ts'
import { runStages } from './stages/run-stages.ts'
import type { Plan } from './plan.ts'
import { spentBefore } from './spent-before.ts'

export interface RunnerOptions {
  signal: AbortSignal
  emit(event: RunEvent): void
}

/** Runs what is not finished of an experiment, stage by stage, until its stopping rule says so. */
export async function runExperiment(plan: Plan, options: RunnerOptions): Promise<FinishReason> {
  try {
    return await runUnfinished(plan, options)
  } catch (error) {
    throw isDiskFullError(error) ? diskFull(plan.paths, error) : error
  }
}

async function runUnfinished(plan: Plan, listener: RunnerOptions): Promise<FinishReason> {
  const { paths, config } = plan
  const shared = plan.join ? await joinExperiment(paths, new Date(), listener.signal) : undefined
  await using lock = shared?.lock ?? (await lockExperiment(paths, new Date()))
  const fullDisk = new AbortController()
  const signal = AbortSignal.any([listener.signal, lock.lost])
  await mkdir(paths.runs, { recursive: true })
  using events = new JsonLinesFile(paths.events)
  const emit = (event: RunEvent): void => {
    events.append({ time: new Date().toISOString(), ...event })
    listener.emit(event)
  }
  await clearEnding(paths)
  const seal = await sealConfig(paths, plan, new Date())
  if (seal === 'restored')
    emit({
      type: 'repaired',
      what: '.meta/seal.json was gone and was written again: every run was made under this configuration',
    })
  if (seal === 'amended') emit({ type: 'config_amended', reason: plan.amend ?? '' })
  const finished = shared
    ? await SharedRuns.open(plan, shared.open, emit)
    : await FinishedRuns.recovered(plan, emit)
  // Not when the experiment is another runner's by now.
  await using _finished = deferred(async () => {
    if (!lock.lost.aborted) await finished.close()
  })
  const evaluation = await beginEvaluation(plan, signal, emit)
  if (shared) await evaluateUnclaimed(plan, evaluation, finished, emit)
  else await evaluateForgotten(plan, evaluation, finished.runs, emit, (record) => finished.observe(record))
  const identities = await identify(plan)
  const experimentBudget = await openExperimentBudget(plan, finished.runs)
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
  const execute: ExecuteRun = async (scheduled, stop) => {
    const arm = plan.arms.find(({ id }) => id === scheduled.framework)
    if (!arm) throw new Error(`no such framework: ${scheduled.framework}`)
    const request: RunRequest = {
      plan,
      arm,
      scheduled,
      identity: identities.get(arm.id) ?? {},
      gateway,
      experimentBudget,
      evaluation,
      stop,
      // Those of a run are in its own events.jsonl.
      emit: listener.emit,
    }
    const record = await executeRunWithRetry(request).catch((error: unknown) => {
      if (!isDiskFullError(error)) throw error
      fullDisk.abort()
      return endForFullDisk(paths.run(arm.id, scheduled.run), scheduled, listener.emit)
    })
    if (record !== undefined) await finished.add(record)
    return 'over'
  }
  const exceeded = experimentBudget?.exceeded
  const evaluate = (record: RunRecord): Promise<void> => evaluateForgotten(plan, evaluation, [record], emit)
  const executeMine =
    finished instanceof SharedRuns ? executeClaimed(plan, finished, execute, evaluate) : execute
  const reason = await runStages(plan, finished, executeMine, {
    signal,
    exceeded,
    emit,
    fullDisk: fullDisk.signal,
    lost: lock.lost,
  })
  if (lock.lost.aborted) throw lostLock(paths)
  // Others may have been stopped since.
  if (shared && !signal.aborted) await evaluateUnclaimed(plan, evaluation, finished, emit)
  await writeEnding(paths, reason, new Date())
  emit({ type: 'experiment_finished', reason })
  return reason
}

async function openExperimentBudget(
  { paths, config: { llm } }: Plan,
  finished: readonly FinishedRun[],
): Promise<BudgetAccount | undefined> {
  const allowance = llm.budget?.experiment
  return allowance && new BudgetAccount('experiment', allowance, await spentBefore(paths, finished))
}

const deferred = (undo: () => Promise<void>): AsyncDisposable => ({ [Symbol.asyncDispose]: undo })

async function identify({ selected }: Plan): Promise<Map<string, Identity>> {
  const identities = selected.map(async (arm): Promise<[string, Identity]> => [
    arm.id,
    await arm.loaded.identity({ installDir: arm.installDir, options: arm.options }),
  ])
  return new Map(await Promise.all(identities))
}
