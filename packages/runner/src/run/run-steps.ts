import { keepState } from '@genai-devbench/history'
import { NO_USAGE, type RunRecord, type Step, type StepRecord, unmeasured } from '@genai-devbench/schema'
import { writeRunRecord } from '@genai-devbench/store'
import { evaluateState, isEvaluated } from '../evaluation/evaluate-state.ts'
import { type Plan, promptOf } from '../plan.ts'
import { RunSnapshots } from '../resume/snapshots.ts'
import { type StepRun, executeStep } from '../step/execute-step.ts'
import { totalsOf } from './totals.ts'

/**
 * Runs the steps that the record does not hold yet, in order, until one does not pass. After each, the record is written and what
 * it left is kept: for the run to go on from, should it be interrupted, and for readers where the config asks for it.
 */
export async function runSteps(stepRun: StepRun, record: RunRecord): Promise<void> {
  const { plan, paths } = stepRun
  const snapshots = new RunSnapshots(paths)
  for (const [index, step] of plan.steps.entries()) {
    // It passed before this attempt.
    if (index < record.steps.length) continue
    const goesOn = record.steps.every(({ outcome }) => outcome === 'passed')
    const before = plan.steps[index - 1]
    if (goesOn && before) await evaluateBetween(stepRun, before)
    const done = goesOn
      ? await executeStep(stepRun, step, index + 1, record.totals.wall_ms)
      : skippedStep(plan, step, index + 1)
    record.steps.push(done)
    record.totals = totalsOf(record.steps)
    if (goesOn) await keepHistory(stepRun, done)
    if (done.outcome === 'passed' && index < plan.steps.length - 1)
      await orNote(stepRun, step, 'an interrupted run cannot go on after this step', () =>
        snapshots.take(record),
      )
    if (goesOn && index < plan.steps.length - 1) await writeRunRecord(paths, record)
  }
}

/** What a step left that another follows; once, also where the run goes on after it. Outside the time of any step. */
async function evaluateBetween(stepRun: StepRun, step: Step): Promise<void> {
  const { plan, arm, paths, workspace, stop, evaluation, emit } = stepRun
  if (plan.config.acceptance.when !== 'each_step' || stop.aborted) return
  if (isEvaluated(paths, step)) return
  await evaluateState(
    evaluation,
    { ...stepRun, framework: arm.id, adapter: arm.loaded },
    { step, project: workspace, isLast: false },
    emit,
  )
}

/** What a step that does not count left is kept with its attempt. */
async function keepHistory(stepRun: StepRun, { id, ...done }: StepRecord): Promise<void> {
  const { plan, paths, workspace } = stepRun
  const { preserve, mode } = plan.config.history
  if (!preserve || done.outcome === 'interrupted' || done.outcome === 'infrastructure') return
  const { name, execution_index, outcome } = done
  await orNote(stepRun, { id }, 'its history lacks this step', () =>
    keepState(
      paths.history,
      workspace,
      { step: id, name, execution_index, outcome },
      { mode, now: new Date() },
    ),
  )
}

/** A copy that cannot be made, for want of space or of a readable file, takes nothing away from the run. */
async function orNote(
  { emit, arm, run }: StepRun,
  { id }: Pick<Step, 'id'>,
  consequence: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const message = `${consequence}: its state could not be kept (${(error as Error).message})`
    emit({ type: 'note', framework: arm.id, run, step: id, message })
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
