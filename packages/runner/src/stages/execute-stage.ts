import {
  type FinishReason,
  type RunStage,
  type Stage,
  type StageOutcome,
  makesRuns,
  scriptOf,
} from '@genai-devbench/schema'
import type { Plan } from '../plan.ts'
import type { RunSeries } from './run-series.ts'
import { StageLimits } from './stage-limits.ts'
import { type ScriptFacts, runStageScript } from './stage-script.ts'

export interface StageContext extends ScriptFacts {
  series: RunSeries
  /** Ends everything: the runner is being stopped. */
  stop: AbortSignal
  /** No run is begun any more, for whatever reason. */
  noMore: AbortSignal
  /** Aborted when the budget of the experiment is spent; undefined when it has none. */
  exceeded: AbortSignal | undefined
}

export interface StageEnding {
  outcome: StageOutcome
  reason: string | null
  /** Set where the experiment ends with this stage, though nothing in it failed. */
  finish: FinishReason | null
}

/** An ending before the stage is complete; undefined where a part of it did what it was to do. */
type EarlyEnding = StageEnding | undefined

const COMPLETED: StageEnding = { outcome: 'completed', reason: null, finish: null }

/**
 * Carries out one stage. Afterwards nothing of it is under way.
 *
 * @param onFree called when the next stage could begin beside what is left of this one
 */
export async function executeStage(
  stage: Stage,
  context: StageContext,
  onFree: () => void,
): Promise<StageEnding> {
  using limits = new StageLimits(stage, context)
  if (!makesRuns(stage)) onFree()
  const fault = stage.completion === 'validation_passed' ? await installationFault(context.plan) : null
  if (fault !== null) return { outcome: 'failed', reason: fault, finish: null }
  const script = scriptPart(stage, context, limits)
  const runs = runsPart(stage, context, limits, onFree)
  const parts = [script, runs]
  try {
    await Promise.race([wholeOf(stage, { script, runs, limits }), ...parts.map(untilEndedEarly)])
  } finally {
    limits.complete()
    await Promise.allSettled(parts)
  }
  return (
    (await Promise.all(parts)).find((ending) => ending !== undefined) ??
    endingByLimit(context, limits) ??
    COMPLETED
  )
}

/** Resolves when the stage has what its completion asks for. */
async function wholeOf(
  { completion }: Stage,
  { script, runs, limits }: Record<'script' | 'runs', Promise<EarlyEnding>> & { limits: StageLimits },
): Promise<void> {
  switch (completion) {
    case 'script_exit':
    case 'validation_passed':
      await script
      return
    case 'tasks_done':
    case 'duration_or_tasks':
      await runs
      return
    case 'duration':
      await limits.untilDurationIsOver()
      await runs
  }
}

/** Settles only if the part ends the stage before it is whole. */
async function untilEndedEarly(part: Promise<EarlyEnding>): Promise<void> {
  if ((await part) === undefined) await new Promise(() => {})
}

async function scriptPart(stage: Stage, context: StageContext, limits: StageLimits): Promise<EarlyEnding> {
  const script = scriptOf(stage)
  if (script === undefined) return undefined
  const reason = await runStageScript(stage, script, context, limits.stopScript)
  if (reason !== null) return { outcome: 'failed', reason, finish: null }
  return endingByLimit(context, limits)
}

async function runsPart(
  stage: Stage,
  context: StageContext,
  limits: StageLimits,
  onFree: () => void,
): Promise<EarlyEnding> {
  if (!makesRuns(stage)) return undefined
  const end = await context.series.makeUpTo(runsOf(stage, context.plan), limits, onFree)
  if (end === 'made') return undefined
  if (end === 'part_done') return unfinished('part_done', 'not all runs were asked for')
  const stopped = endingByLimit(context, limits)
  if (stopped !== undefined) return stopped
  if (context.exceeded?.aborted === true)
    return unfinished('budget_exceeded', 'the budget of the experiment is spent')
  if (limits.wantsNoMore) return undefined
  return context.noMore.aborted
    ? unfinished(null, 'another stage ended the experiment')
    : unfinished('infrastructure', "some runs could not be made for reasons that are not the framework's")
}

/** Up to how many runs of each framework a stage goes. */
export const runsOf = ({ runs }: RunStage, { config }: Plan): number => runs ?? config.stopping.max_runs

function endingByLimit({ stop }: StageContext, limits: StageLimits): EarlyEnding {
  if (stop.aborted) return unfinished('interrupted', 'the runner was stopped')
  return limits.isTimedOut
    ? { outcome: 'timed_out', reason: 'it took longer than timeout_secs', finish: null }
    : undefined
}

const unfinished = (finish: FinishReason | null, reason: string): StageEnding => ({
  outcome: 'unfinished',
  reason,
  finish,
})

async function installationFault({ arms }: Plan): Promise<string | null> {
  for (const { id, loaded, installDir } of arms) {
    const [fault] = (await loaded.installation?.check(installDir)) ?? []
    if (fault !== undefined) return `${id}: ${fault}`
  }
  return null
}
