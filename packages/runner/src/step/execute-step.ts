import { setTimeout as sleep } from 'node:timers/promises'
import type { StepContext, StepResult } from '@genai-devbench/adapters'
import type { AuditLog, BudgetAccount, BudgetExceeded, Gateway } from '@genai-devbench/gateway'
import {
  type BegunCall,
  type LlmCall,
  type ResourceLimits,
  type RunEvent,
  type Step,
  type StepOutcome,
  type StepRecord,
  memoryBytes,
} from '@genai-devbench/schema'
import type { RunPaths } from '@genai-devbench/store'
import type { Evaluation } from '../evaluation/open-evaluation.ts'
import { type Arm, type Plan, promptOf } from '../plan.ts'
import { surroundingsOf } from '../surroundings/surroundings-of.ts'
import { type StepLimits, StepStop, limitStep, overBudget, overMemory } from './step-limits.ts'
import { InterventionDesk } from './intervention-desk.ts'
import { judgeFailure, reasonOf } from './judge-failure.ts'
import { StepMeter } from './step-meter.ts'
import { type ProcessFigures, ProcessMeter } from '../processes/process-meter.ts'
import { StepProcesses } from '../processes/step-processes.ts'
import { stepEnvironment } from '../processes/step-environment.ts'
import { resourcesOf } from './resources-of.ts'

/** How long an adapter may take to come back after its step was stopped. */
const WIND_UP_MS = 15_000

export interface StepRun {
  plan: Plan
  arm: Arm
  run: number
  attempt: number
  seed: number
  paths: RunPaths
  workspace: string
  gateway: Gateway
  /** Those of the run and of the experiment. */
  budgets: readonly BudgetAccount[]
  evaluation: Evaluation
  stop: AbortSignal
  emit(event: RunEvent): void
  auditLog: AuditLog | undefined
  /** Before a call is sent. */
  announceCall(call: BegunCall): void
  /** When it is over. */
  recordCall(call: LlmCall): void
}

type Ending = { outcome: Exclude<StepOutcome, 'skipped'>; reason: string | null }
type Ended = Ending & { figures: ProcessFigures }

/** Runs one step and says how it ended. Afterwards nothing of it runs any more and its endpoints are dead. */
export async function executeStep(
  stepRun: StepRun,
  step: Step,
  executionIndex: number,
  spentMs: number,
): Promise<StepRecord> {
  const { plan, emit, arm, run } = stepRun
  const ref = { framework: arm.id, run }
  emit({
    type: 'step_started',
    ...ref,
    step: step.id,
    name: step.name,
    execution_index: executionIndex,
    steps: plan.steps.length,
  })
  const started = new Date()
  const clock = performance.now()
  const meter = new StepMeter(stepRun, step, executionIndex)
  const desk = new InterventionDesk(stepRun, step)
  const { figures, ...ending } = await endingOf({ ...stepRun, step, executionIndex, meter, desk }, spentMs)
  // Microseconds: finer than any clock here is true.
  const wall_ms = Math.round((performance.now() - clock) * 1000) / 1000
  emit({
    type: 'step_finished',
    ...ref,
    step: step.id,
    name: step.name,
    ...ending,
    wall_ms,
    usage: meter.usage,
  })
  return {
    id: step.id,
    name: step.name,
    execution_index: executionIndex,
    prompt_sha256: promptOf(plan, step).sha256,
    ...ending,
    started_at: started.toISOString(),
    ended_at: new Date(started.getTime() + wall_ms).toISOString(),
    wall_ms,
    usage: meter.usage,
    phases: [...meter.phases].map(([phase, usage]) => ({ phase, usage })),
    interventions: desk.interventions,
    resources: await resourcesOf(figures, stepRun.workspace),
  }
}

interface StepUnderWay extends StepRun {
  step: Step
  executionIndex: number
  meter: StepMeter
  desk: InterventionDesk
}

async function endingOf(underWay: StepUnderWay, spentMs: number): Promise<Ended> {
  const { plan, stop, meter } = underWay
  const { timeout, execution } = plan.config
  using limits = limitStep(timeout, spentMs, { stop, exceeded: meter.exceeded })
  meter.onFault = (reason) => limits.stopFor(new StepStop('infrastructure', reason))
  const processMeter = new ProcessMeter(memoryGuard(execution.limits, limits))
  const ending = await resultOf(underWay, processMeter, limits)
  return { ...ending, figures: processMeter.figures }
}

/** How the step ended; afterwards its processes are gone and its endpoints closed. */
async function resultOf(
  underWay: StepUnderWay,
  processMeter: ProcessMeter,
  limits: StepLimits,
): Promise<Ending> {
  const { plan, arm, paths, workspace, stop, step, meter } = underWay
  const { signal } = limits
  try {
    using surroundings = surroundingsOf(plan, arm, { ...paths, workspace })
    await using _meter = meter
    await using processes = new StepProcesses({
      owner: paths.root,
      cwd: workspace,
      env: stepEnvironment(paths.scratch),
      outLog: paths.log(step.id, 'out'),
      errLog: paths.log(step.id, 'err'),
      surroundings,
      meter: processMeter,
      signal,
    })
    const result = await untilStopped(arm.loaded.runStep(contextOf(underWay, processes, signal)), limits)
    if (meter.exceeded.aborted) return budgetEnding(meter)
    return result.outcome === 'passed'
      ? { outcome: 'passed', reason: null }
      : await judgeFailure(result.reason, meter.lastCall, workspace)
  } catch (error) {
    if (meter.exceeded.aborted && !stop.aborted) return budgetEnding(meter)
    if (signal.reason instanceof StepStop)
      return { outcome: signal.reason.outcome, reason: signal.reason.message }
    return { outcome: 'infrastructure', reason: reasonOf(error) }
  }
}

function memoryGuard({ memory }: ResourceLimits, limits: StepLimits): (bytes: number) => void {
  if (memory === undefined) return () => {}
  const most = memoryBytes(memory)
  return (bytes) => {
    if (bytes > most) limits.stopFor(overMemory(bytes, memory))
  }
}

/** Whatever the framework made of the refusal: it did not get what it asked for. */
function budgetEnding({ exceeded }: StepMeter): Ending {
  const { outcome, message } = overBudget(exceeded.reason as BudgetExceeded)
  return { outcome, reason: message }
}

function contextOf(
  { plan, arm, run, seed, paths, workspace, emit, step, executionIndex, meter, desk }: StepUnderWay,
  processes: StepProcesses,
  signal: AbortSignal,
): StepContext {
  return {
    prompt: promptOf(plan, step).text,
    step: { id: step.id, name: step.name, executionIndex },
    workspace,
    scratch: paths.scratch,
    installDir: arm.installDir,
    model: plan.config.model,
    temperature: plan.config.temperature,
    seed,
    options: arm.options,
    intervene: (question, answer) => desk.intervene(question, answer),
    endpoint: (phase) => meter.endpoint(phase),
    spawn: (command) => processes.spawn(command),
    signal,
    note: (message) => emit({ type: 'note', framework: arm.id, run, step: step.id, message }),
  }
}

/** The adapter's result; when the step is stopped, its abort, once the adapter is back or had time enough. */
async function untilStopped(work: Promise<StepResult>, { signal }: StepLimits): Promise<StepResult> {
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as StepStop), { once: true })
  })
  stopped.catch(() => {})
  try {
    return await Promise.race([work, stopped])
  } finally {
    if (signal.aborted) {
      await Promise.race([work.catch(() => {}), sleep(WIND_UP_MS, undefined, { ref: false })])
    }
  }
}
