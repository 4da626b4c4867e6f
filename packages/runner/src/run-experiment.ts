import { mkdir } from 'node:fs/promises'
import { decideAfter, firstCheck } from '@genai-devbench/analysis'
import { JsonLinesFile, isDiskFullError, runPool } from '@genai-devbench/files'
import { BudgetAccount, startGateway } from '@genai-devbench/gateway'
import type { FinishReason, Identity, RunEvent, RunRecord } from '@genai-devbench/schema'
import { clearEnding, lockExperiment, lostLock, sealConfig, writeEnding } from '@genai-devbench/store'
import { diskFull, endForFullDisk } from './run/disk-full.ts'
import type { RunRequest } from './run/execute-run.ts'
import { executeRunWithRetry } from './run/retried-run.ts'
import { FinishedRuns } from './finished-runs.ts'
import { openProvider, pinOf, pricesOf } from './open-provider.ts'
import { RefusedCalls } from './refused-calls.ts'
import { recover } from './recover.ts'
import type { Plan } from './plan.ts'
import { type ScheduledRun, scheduleBlock } from './schedule.ts'
import { spentBefore } from './spent-before.ts'

export interface RunnerOptions {
  signal: AbortSignal
  emit(event: RunEvent): void
}

/** Runs what is not finished of an experiment, batch by batch, until its stopping rule says so. */
export async function runExperiment(plan: Plan, options: RunnerOptions): Promise<FinishReason> {
  try {
    return await runUnfinished(plan, options)
  } catch (error) {
    throw isDiskFullError(error) ? diskFull(plan.paths, error) : error
  }
}

async function runUnfinished(plan: Plan, listener: RunnerOptions): Promise<FinishReason> {
  const { paths, config } = plan
  await using lock = await lockExperiment(paths, new Date())
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
  const finished = new FinishedRuns(plan, await recover(paths, emit))
  // Not when the experiment is another runner's by now.
  await using _manifest = deferred(async () => {
    if (!lock.lost.aborted) await finished.writeManifest()
  })
  const identities = await identify(plan)
  const experimentBudget = await openExperimentBudget(plan, finished.records)
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
      gateway,
      experimentBudget,
      stop: signal,
      // Those of a run are in its own events.jsonl.
      emit: listener.emit,
    }
    const record = await executeRunWithRetry(request).catch((error: unknown) => {
      if (!isDiskFullError(error)) throw error
      fullDisk.abort()
      return endForFullDisk(paths.run(arm.id, scheduled.run), scheduled, listener.emit)
    })
    if (record !== undefined) await finished.add(record)
  }
  const exceeded = experimentBudget?.exceeded
  const reason = await runBatches(plan, finished, execute, {
    signal,
    exceeded,
    emit,
    fullDisk: fullDisk.signal,
  })
  if (lock.lost.aborted) throw lostLock(paths)
  await writeEnding(paths, reason, new Date())
  emit({ type: 'experiment_finished', reason })
  return reason
}

async function runBatches(
  plan: Plan,
  finished: FinishedRuns,
  execute: (scheduled: ScheduledRun) => Promise<void>,
  {
    signal,
    exceeded,
    fullDisk,
    emit,
  }: RunnerOptions & { exceeded: AbortSignal | undefined; fullDisk: AbortSignal },
): Promise<FinishReason> {
  const noMore = AbortSignal.any([signal, fullDisk, ...(exceeded ? [exceeded] : [])])
  const selected = new Set(plan.selected.map(({ id }) => id))
  // Up to the last look, all are finished.
  let looked = 0
  for (let check: number | null = firstCheck(plan.config.stopping); check !== null;) {
    const until = Math.min(check, plan.maxRuns)
    const runs = Array.from({ length: until - looked }, (_, index) =>
      scheduleBlock(plan.config, looked + index + 1),
    ).flat()
    const pending = runs.filter((scheduled) => selected.has(scheduled.framework) && !finished.has(scheduled))
    await runPool(pending, plan.config.execution.concurrency, noMore, execute)
    if (signal.aborted) return 'interrupted'
    if (pending.some((scheduled) => !finished.has(scheduled)))
      return exceeded?.aborted === true ? 'budget_exceeded' : 'infrastructure'
    if (until < check || runs.some((scheduled) => !finished.has(scheduled))) return 'part_done'
    looked = until
    const { reason, checks, next } = decideAfter(plan.config, finished.records, check)
    emit({ type: 'stopping_checked', n: check, reason, checks })
    if (reason !== null) return reason
    check = next
  }
  throw new Error('the stopping rule ended without a reason')
}

async function openExperimentBudget(
  { paths, config: { llm } }: Plan,
  finished: readonly RunRecord[],
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
