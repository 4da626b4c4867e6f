import { mkdirSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AuditLog, BudgetAccount, type Gateway } from '@genai-devbench/gateway'
import { JsonLinesFile, removeTree, writeFileAtomic } from '@genai-devbench/files'
import {
  type Identity,
  type RunEvent,
  type RunOutcome,
  type RunRecord,
  TOOLKIT_VERSION,
  isResult,
} from '@genai-devbench/schema'
import { type RunPaths, readCalls, writeRunRecord } from '@genai-devbench/store'
import { evaluateFinished } from '../evaluation/evaluate-finished.ts'
import type { Evaluation } from '../evaluation/open-evaluation.ts'
import { beginAttempt } from '../resume/begin-attempt.ts'
import { hostFacts } from './host-facts.ts'
import type { Arm, Plan } from '../plan.ts'
import { renderRunReadme } from './render-run-readme.ts'
import { runSteps } from './run-steps.ts'
import { totalsOf } from './totals.ts'
import type { ScheduledRun } from '../schedule.ts'
import { spentOn } from '../spent-before.ts'
import type { StepRun } from '../step/execute-step.ts'

export interface RunRequest {
  plan: Plan
  arm: Arm
  scheduled: ScheduledRun
  identity: Identity
  gateway: Gateway
  /** Of the whole experiment; undefined when it has none. */
  experimentBudget: BudgetAccount | undefined
  evaluation: Evaluation
  stop: AbortSignal
  emit(event: RunEvent): void
}

/**
 * Makes one run, or goes on with it after the steps that passed before it was interrupted: the enabled steps in order, each on
 * what the one before left, until one does not pass. The record is on disk before the first step and after each.
 */
export async function executeRun(request: RunRequest): Promise<RunRecord> {
  const { plan, arm, scheduled, gateway, stop } = request
  const ref = { framework: arm.id, run: scheduled.run }
  const paths = plan.paths.run(arm.id, scheduled.run)
  const { record, notice } = await beginAttempt(paths, freshRecord(request), plan.steps)
  for (const dir of [paths.logs, paths.scratch, paths.workspace]) mkdirSync(dir, { recursive: true })
  using events = new JsonLinesFile(paths.events)
  using calls = new JsonLinesFile(paths.llmCalls)
  using auditLog = isAudited(plan) ? new AuditLog(paths) : undefined
  using begun = new JsonLinesFile(paths.begunCalls)
  const emit = (event: RunEvent): void => {
    events.append({ time: new Date().toISOString(), ...event })
    request.emit(event)
  }
  if (notice) emit(notice)
  if (notice?.type !== 'run_resumed') emit({ type: 'run_started', ...ref, attempt: record.attempt })
  await writeRunRecord(paths, record)
  const stepRun: StepRun = {
    plan,
    arm,
    run: scheduled.run,
    attempt: record.attempt,
    seed: record.seed,
    paths,
    workspace: paths.workspace,
    gateway,
    budgets: await openBudgets(request, paths),
    evaluation: request.evaluation,
    stop,
    emit,
    auditLog,
    announceCall: (call) => begun.append(call),
    recordCall: (call) => calls.append(call),
  }
  await runSteps(stepRun, record)
  close(record)
  if (record.outcome !== 'interrupted') await keepArtifacts(paths, arm)
  await rm(paths.begunCalls)
  await writeFileAtomic(paths.readme, renderRunReadme(record))
  await writeRunRecord(paths, record)
  if (isResult(record.outcome ?? 'interrupted')) {
    await removeTree(paths.snapshots)
    // Whoever is killed here leaves a finished run, which is evaluated later.
    await evaluateFinished(plan, request.evaluation, { record, adapter: arm.loaded }, emit)
  }
  emit({
    type: 'run_finished',
    ...ref,
    outcome: record.outcome ?? 'interrupted',
    reason: record.reason,
    wall_ms: record.totals.wall_ms,
    usage: record.totals.usage,
  })
  return record
}

const isAudited = ({ config }: Plan): boolean => config.llm.middleware.some(({ use }) => use === 'audit_log')

/** What did not count leaves the run's own budget untouched, as it does its time. */
async function openBudgets(
  { plan, experimentBudget }: RunRequest,
  paths: RunPaths,
): Promise<BudgetAccount[]> {
  const { budget } = plan.config.llm
  return [
    ...(budget?.run ? [new BudgetAccount('run', budget.run, spentOn(await readCalls(paths)))] : []),
    ...(experimentBudget ? [experimentBudget] : []),
  ]
}

function freshRecord({ plan, arm, scheduled, identity }: RunRequest): RunRecord {
  const { config } = plan
  return {
    schema_version: 1,
    experiment: config.name,
    framework: arm.id,
    adapter: arm.adapter,
    run: scheduled.run,
    attempt: 1,
    seed: config.seed + scheduled.run - 1,
    block_position: scheduled.position,
    model: config.model,
    provider: plan.recording?.header.provider ?? config.llm.provider,
    ...(plan.recording && { replayed: true }),
    config_sha256: plan.configSha256,
    toolkit_version: TOOLKIT_VERSION,
    identity,
    host: hostFacts(),
    isolation: plan.isolation,
    started_at: new Date().toISOString(),
    ended_at: null,
    outcome: null,
    reason: null,
    steps: [],
    totals: totalsOf([]),
    abandoned_attempts: [],
  }
}

const RUN_OUTCOME = {
  failed: 'failed',
  timed_out: 'timed_out',
  budget_exceeded: 'budget_exceeded',
  interrupted: 'interrupted',
  infrastructure: 'infrastructure',
} as const satisfies Record<string, RunOutcome>

function close(record: RunRecord): void {
  const stopped = record.steps.find(({ outcome }) => outcome !== 'passed')
  record.outcome =
    stopped && stopped.outcome in RUN_OUTCOME
      ? RUN_OUTCOME[stopped.outcome as keyof typeof RUN_OUTCOME]
      : 'completed'
  record.reason = stopped ? `step ${stopped.id} (${stopped.name}): ${stopped.reason}` : null
  record.ended_at = new Date().toISOString()
}

/** What the framework generated becomes generated_artifacts/; what is the framework's own lies beside it. */
async function keepArtifacts(paths: RunPaths, { loaded }: Arm): Promise<void> {
  const own = join(paths.root, 'framework_files')
  for (const name of loaded.notArtifacts ?? []) {
    await mkdir(own, { recursive: true })
    await rename(join(paths.workspace, name), join(own, name)).catch(ignoreMissing)
  }
  await rename(paths.workspace, paths.artifacts)
  await removeTree(paths.scratch)
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
