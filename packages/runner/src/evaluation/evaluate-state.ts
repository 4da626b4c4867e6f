import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter } from '@genai-devbench/adapters'
import { readStepEvaluations, writeStepEvaluation } from '@genai-devbench/evaluation'
import type { RunEvent, Step } from '@genai-devbench/schema'
import { type RunPaths, clearTemporaries } from '@genai-devbench/store'
import type { Evaluation } from './open-evaluation.ts'

export interface RunToEvaluate {
  paths: RunPaths
  framework: string
  run: number
  /** Of the run. */
  seed: number
  adapter: Pick<Adapter, 'app' | 'notArtifacts'>
}

export interface StateToEvaluate {
  step: Pick<Step, 'id' | 'name'>
  /** Directory of the project. */
  project: string
  /** Whether the run ends with it. */
  isLast: boolean
}

export const isEvaluated = (paths: RunPaths, { id }: Pick<Step, 'id'>): boolean =>
  existsSync(paths.stepEvaluation(id))

/** Where the data is carried from step to step; in the end, what the last step's application was started on. */
export const carrierOf = ({ evaluation }: RunPaths): string => join(evaluation, 'carried_data')

/** Evaluates a project as a step left it. Returns why that could not be done; undefined when it was. */
export async function evaluateState(
  evaluation: Evaluation,
  { paths, framework, run, seed, adapter }: RunToEvaluate,
  { step, project, isLast }: StateToEvaluate,
  emit: (event: RunEvent) => void,
): Promise<string | undefined> {
  if (evaluation.evaluator === undefined) return evaluation.reason
  const ref = { framework, run, step: step.id, name: step.name }
  const started = performance.now()
  const tell = (passed: number | null, checks: number | null, reason: string | null): void =>
    emit({
      type: 'evaluation_finished',
      ...ref,
      passed,
      checks,
      reason,
      wall_ms: performance.now() - started,
    })
  emit({ type: 'evaluation_started', ...ref })
  try {
    await clearTemporaries([paths.evaluation])
    const done = await evaluation.evaluator.evaluate({
      framework,
      run,
      seed,
      step: step.id,
      project,
      notArtifacts: adapter.notArtifacts ?? [],
      app: adapter.app,
      earlier: await readStepEvaluations(paths),
      carrier: carrierOf(paths),
      isLast,
    })
    await writeStepEvaluation(paths, done)
    const passed = done.checks.filter(({ outcome }) => outcome === 'passed').length
    tell(passed, done.checks.length, done.breach ?? done.start.reason)
    return undefined
  } catch (error) {
    // Whatever it is, it says nothing about the run.
    const why = evaluation.signal.aborted ? 'it was interrupted' : (error as Error).message
    tell(null, null, why)
    return `${why} (after step ${step.id})`
  }
}
