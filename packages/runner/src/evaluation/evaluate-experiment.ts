import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Adapter, loadAdapter } from '@genai-devbench/adapters'
import { readStepEvaluations, summarizeRun } from '@genai-devbench/evaluation'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { readStates, restoreState, wholeState } from '@genai-devbench/history'
import {
  type Acceptance,
  EVALUATOR_VERSION,
  type RunEvaluation,
  type RunEvent,
  type RunRecord,
  type RunRef,
  type StepEvaluation,
  UserError,
  ValidationError,
} from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  type RunPaths,
  findFinishedRuns,
  loadConfig,
  lockExperiment,
  readEvaluations,
  runKey,
} from '@genai-devbench/store'
import { ruleProblems } from '../plan/rule-problems.ts'
import { lastStep, putDown } from './evaluate-finished.ts'
import { carrierOf, evaluateState } from './evaluate-state.ts'
import { type Evaluation, type EvaluationOptions, openEvaluation } from './open-evaluation.ts'

export interface EvaluateOptions extends EvaluationOptions {
  /** The only run to evaluate; default all that are finished. */
  only?: RunRef | undefined
  /** Also what was evaluated by this version with these checks. */
  again: boolean
  emit(event: RunEvent): void
}

/** A finished run, with what its evaluation comes to and whether that was made just now. */
export interface EvaluatedNow {
  record: RunRecord
  evaluation: RunEvaluation
  isNew: boolean
  /** Why one of its states could not be evaluated now. */
  fault: string | undefined
}

/**
 * Evaluates what finished runs left, without calling a model: the states of their history where it was kept, else the
 * last one. UserError when there is no such run, no sandbox, or a runner at work.
 */
export async function evaluateExperiment(
  paths: ExperimentPaths,
  { only, again, emit, ...options }: EvaluateOptions,
): Promise<EvaluatedNow[]> {
  const { signal } = options
  const loaded = await loadConfig(paths)
  const { config } = loaded
  const problems = config ? await ruleProblems(loaded, signal) : loaded.problems
  if (!config || problems.length > 0)
    throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  await using lock = await lockExperiment(paths, new Date())
  const records = await runsToEvaluate(paths, config.name, only)
  const evaluation = await openEvaluation(paths, config, {
    ...options,
    signal: AbortSignal.any([signal, lock.lost]),
  })
  if (evaluation.evaluator === undefined)
    throw new UserError('no_sandbox', `Nothing can be evaluated: ${evaluation.reason}.`, {
      hint: evaluation.hint,
      exitCode: 1,
    })
  const known = readEvaluations(paths, records)
  const evaluated: EvaluatedNow[] = []
  for (const record of records) {
    if (signal.aborted) break
    const run = paths.run(record.framework, record.run)
    const work = { evaluation, when: config.acceptance.when, again, record, run, emit }
    const { isNew, reason } = await evaluateStates(work)
    const before = known.get(runKey(record))
    const now = summarizeRun(record, await readStepEvaluations(run), reason)
    if (signal.aborted) break
    if (isNew || !isSame(before, now)) await putDown(paths, run, record, reason)
    evaluated.push({ record, evaluation: now, isNew, fault: reason })
  }
  return evaluated
}

async function runsToEvaluate(
  paths: ExperimentPaths,
  name: string,
  only: RunRef | undefined,
): Promise<RunRecord[]> {
  const { runs: records } = await findFinishedRuns(paths, (record) => record)
  const wanted = records.filter((record) => only === undefined || runKey(record) === runKey(only))
  if (wanted.length === 0)
    throw new UserError(
      'no_runs',
      only
        ? `Run ${only.run} of ${only.framework} is not finished.`
        : `${paths.root} has no finished run to evaluate.`,
      { hint: `Run it first: run-experiment ${name}` },
    )
  return wanted.toSorted((a, b) =>
    a.framework < b.framework ? -1 : a.framework > b.framework ? 1 : a.run - b.run,
  )
}

interface RunWork {
  evaluation: Evaluation & { evaluator: object }
  when: Acceptance['when']
  again: boolean
  record: RunRecord
  run: RunPaths
  emit: (event: RunEvent) => void
}

/** Evaluates the states of a run that are there, all of them as soon as one has to be: data is carried from one to the next. */
async function evaluateStates(work: RunWork): Promise<{ isNew: boolean; reason: string | undefined }> {
  const { evaluation, again, record, run, emit } = work
  const states = await statesOf(work)
  const present = await readStepEvaluations(run)
  const isDone = ({ id }: { id: number }): boolean =>
    present.some((one) => one.step === id && isCurrent(one, evaluation))
  if (!again && states.every(({ step }) => isDone(step))) return { isNew: false, reason: undefined }
  const adapter = await adapterOf(record)
  // From the first state on, it is carried anew.
  if (states.length > 1) await removeTree(carrierOf(run))
  let reason: string | undefined
  for (const { step, isLast, bringInto } of states) {
    const scratch = await makeTemporaryDirectory('state')
    try {
      const project = await bringInto(join(scratch, 'project'))
      const fault = await evaluateState(
        evaluation,
        { ...record, paths: run, adapter },
        { step, project, isLast },
        emit,
      )
      reason ??= fault
    } finally {
      await removeTree(scratch)
    }
  }
  return { isNew: true, reason }
}

function isCurrent(one: StepEvaluation, evaluation: RunWork['evaluation']): boolean {
  return (
    one.evaluator_version === EVALUATOR_VERSION &&
    'checksSha256' in evaluation &&
    one.checks_sha256 === evaluation.checksSha256 &&
    (one.quality === null || one.rules_sha256 === evaluation.rulesSha256)
  )
}

interface State {
  step: RunRecord['steps'][number]
  isLast: boolean
  /** Gives a directory of the project: one that is there, or the one named, which is made. */
  bringInto(directory: string): Promise<string>
}

/** What is left of a run: the states of its history, and always the last. */
async function statesOf({ record, run, when }: RunWork): Promise<State[]> {
  const last = lastStep(record)
  if (!last) return []
  const ending = { step: last, isLast: true, bringInto: async () => run.artifacts }
  if (when === 'last_step') return [ending]
  const history = await readStates(run.history)
  const between = record.steps.flatMap((step): State[] => {
    const state = history.find((one) => one.step === step.id)
    const whole = state && step.id !== last.id ? wholeState(history, state) : undefined
    if (!whole) return []
    const bringInto = async (directory: string): Promise<string> => {
      await restoreState(run.history, whole, directory)
      return directory
    }
    return [{ step, isLast: false, bringInto }]
  })
  return [...between, ending]
}

/** A framework that this version does not know has said nothing about its applications. */
const adapterOf = (record: RunRecord): Promise<Pick<Adapter, 'app' | 'notArtifacts'>> =>
  loadAdapter(record.adapter).catch((error: unknown) => {
    if (error instanceof UserError) return {}
    throw error
  })

/** But for the time, which a run that could not be evaluated has of every try. */
const isSame = (a: RunEvaluation | undefined, b: RunEvaluation): boolean =>
  a !== undefined && isDeepStrictEqual({ ...a, evaluated_at: '' }, { ...b, evaluated_at: '' })
