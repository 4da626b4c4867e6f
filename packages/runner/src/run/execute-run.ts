import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AuditLog, BudgetAccount, type Gateway } from '@genai-devbench/gateway'
import { JsonLinesFile, writeFileAtomic } from '@genai-devbench/files'
import {
  type Identity,
  NO_USAGE,
  type RunEvent,
  type RunOutcome,
  type RunRecord,
  type Step,
  type StepRecord,
  TOOLKIT_VERSION,
  sumResources,
  sumUsage,
  unmeasured,
} from '@genai-devbench/schema'
import { type RunPaths, writeRunRecord } from '@genai-devbench/store'
import { abandonAttempts } from './abandoned-attempts.ts'
import { type StepRun, executeStep } from '../step/execute-step.ts'
import { hostFacts } from './host-facts.ts'
import { type Arm, type Plan, promptOf } from '../plan.ts'
import { renderRunReadme } from './render-run-readme.ts'
import type { ScheduledRun } from '../schedule.ts'

export interface RunRequest {
  plan: Plan
  arm: Arm
  scheduled: ScheduledRun
  identity: Identity
  configSha256: string
  gateway: Gateway
  /** Of the whole experiment; undefined when it has none. */
  experimentBudget: BudgetAccount | undefined
  stop: AbortSignal
  emit(event: RunEvent): void
}

/**
 * Makes one run: the enabled steps in order, each on what the one before left, until one does not pass. The record
 * is on disk before the first step and after each; what an earlier try left is put under attempts/ first.
 */
export async function executeRun(request: RunRequest): Promise<RunRecord> {
  const { plan, arm, scheduled, gateway, stop } = request
  const ref = { framework: arm.id, run: scheduled.run }
  const paths = plan.paths.run(arm.id, scheduled.run)
  const abandoned = await abandonAttempts(paths)
  const last = abandoned.at(-1)
  await mkdir(paths.logs, { recursive: true })
  await mkdir(paths.scratch, { recursive: true })
  const workspace = join(paths.root, 'workspace')
  await mkdir(workspace, { recursive: true })
  using events = new JsonLinesFile(paths.events)
  using calls = new JsonLinesFile(paths.llmCalls)
  using auditLog = isAudited(plan) ? new AuditLog(paths) : undefined
  const emit = (event: RunEvent): void => {
    events.append({ time: new Date().toISOString(), ...event })
    request.emit(event)
  }
  if (last)
    emit({
      type: 'run_rerun',
      ...ref,
      why: `attempt ${last.attempt} did not finish: ${last.reason ?? last.outcome ?? 'cut off'}`,
    })
  const record = openRecord(request, abandoned)
  emit({ type: 'run_started', ...ref, attempt: record.attempt })
  await writeRunRecord(paths, record)
  const stepRun: StepRun = {
    plan,
    arm,
    run: scheduled.run,
    attempt: record.attempt,
    seed: record.seed,
    paths,
    workspace,
    gateway,
    budgets: openBudgets(request),
    stop,
    emit,
    auditLog,
    recordCall: (call) => calls.append(call),
  }
  await runSteps(stepRun, record)
  close(record)
  if (record.outcome !== 'interrupted') await keepArtifacts(paths, workspace, arm)
  await writeFileAtomic(paths.readme, renderRunReadme(record))
  await writeRunRecord(paths, record)
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

/** An attempt that did not count leaves the run's own budget untouched, as it does its time. */
function openBudgets({ plan, experimentBudget }: RunRequest): BudgetAccount[] {
  const { budget } = plan.config.llm
  return [
    ...(budget?.run ? [new BudgetAccount('run', budget.run)] : []),
    ...(experimentBudget ? [experimentBudget] : []),
  ]
}

function openRecord(
  { plan, arm, scheduled, identity, configSha256 }: RunRequest,
  abandoned: RunRecord['abandoned_attempts'],
): RunRecord {
  const { config } = plan
  return {
    schema_version: 1,
    experiment: config.name,
    framework: arm.id,
    adapter: arm.adapter,
    run: scheduled.run,
    attempt: abandoned.length + 1,
    seed: config.seed + scheduled.run - 1,
    block_position: scheduled.position,
    model: config.model,
    provider: plan.recording?.header.provider ?? config.llm.provider,
    ...(plan.recording && { replayed: true }),
    config_sha256: configSha256,
    toolkit_version: TOOLKIT_VERSION,
    identity,
    host: hostFacts(),
    isolation: plan.isolation,
    started_at: new Date().toISOString(),
    ended_at: null,
    outcome: null,
    reason: null,
    steps: [],
    totals: { wall_ms: 0, usage: NO_USAGE, resources: sumResources([]) },
    abandoned_attempts: abandoned,
  }
}

async function runSteps(stepRun: StepRun, record: RunRecord): Promise<void> {
  const { plan, paths } = stepRun
  for (const [index, step] of plan.steps.entries()) {
    const goesOn = record.steps.every(({ outcome }) => outcome === 'passed')
    record.steps.push(
      goesOn
        ? await executeStep(stepRun, step, index + 1, record.totals.wall_ms)
        : skippedStep(plan, step, index + 1),
    )
    record.totals = {
      wall_ms: record.steps.reduce((sum, { wall_ms }) => sum + wall_ms, 0),
      usage: sumUsage(record.steps.map(({ usage }) => usage)),
      resources: sumResources(
        record.steps.flatMap(({ outcome, resources }) => (outcome === 'skipped' ? [] : resources)),
      ),
    }
    if (goesOn && index < plan.steps.length - 1) await writeRunRecord(paths, record)
  }
}

function skippedStep(plan: Plan, step: Step, executionIndex: number): StepRecord {
  return {
    id: step.id,
    name: step.name,
    execution_index: executionIndex,
    prompt_sha256: promptOf(plan, step).sha256,
    outcome: 'skipped',
    reason: 'an earlier step did not pass',
    started_at: null,
    ended_at: null,
    wall_ms: 0,
    usage: NO_USAGE,
    phases: [],
    interventions: [],
    resources: unmeasured('the step was not begun'),
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
async function keepArtifacts(paths: RunPaths, workspace: string, { loaded }: Arm): Promise<void> {
  const own = join(paths.root, 'framework_files')
  for (const name of loaded.notArtifacts ?? []) {
    await mkdir(own, { recursive: true })
    await rename(join(workspace, name), join(own, name)).catch(ignoreMissing)
  }
  await rename(workspace, paths.artifacts)
  await rm(paths.scratch, { recursive: true, force: true })
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
