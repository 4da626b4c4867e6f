import {
  type FinishReason,
  type Stage,
  type WorkStage,
  isWork,
  makesRuns,
  orderedStages,
} from '@genai-devbench/schema'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import type { RunnerOptions } from '../run-experiment.ts'
import { type StageContext, type StageEnding, executeStage, runsOf } from './execute-stage.ts'
import { type ExecuteRun, RunSeries } from './run-series.ts'
import { StageHistory } from './stage-history.ts'
import { killLeftOverScript } from './stage-script.ts'

export interface StagesOptions extends RunnerOptions {
  /** Aborted when the budget of the experiment is spent; undefined when it has none. */
  exceeded: AbortSignal | undefined
  /** Aborted when there is no room left: what is under way ends, nothing is begun. */
  fullDisk: AbortSignal
  /** Aborted when the experiment is another runner's, who cleans up. */
  lost: AbortSignal
}

/** Carries out the stages that are not over, in order, and cleans up however they ended. */
export async function runStages(
  plan: Plan,
  finished: FinishedRuns,
  execute: ExecuteRun,
  options: StagesOptions,
): Promise<FinishReason> {
  const series = new RunSeries(plan, finished, execute, options.emit)
  const stages = new Stages({ plan, finished, series }, await StageHistory.open(plan.paths), options)
  await stages.killLeftOvers()
  const early = await stages.work()
  if (options.lost.aborted) return 'interrupted'
  return (await stages.cleanUp(early)) ?? series.conclusion ?? 'stages_done'
}

class Stages {
  readonly #experiment: Pick<StageContext, 'plan' | 'finished' | 'series'>
  readonly #history: StageHistory
  readonly #options: StagesOptions
  readonly #ordered: readonly Stage[]
  readonly #work: readonly WorkStage[]

  constructor(
    experiment: Pick<StageContext, 'plan' | 'finished' | 'series'>,
    history: StageHistory,
    options: StagesOptions,
  ) {
    this.#experiment = experiment
    this.#history = history
    this.#options = options
    this.#ordered = orderedStages(experiment.plan.config.stages)
    this.#work = this.#ordered.filter(isWork)
  }

  /** Also of a stage that is not begun again, because its last run was made before it was cut off. */
  async killLeftOvers(): Promise<void> {
    for (const stage of this.#ordered)
      if (this.#history.isCutOff(stage)) await killLeftOverScript(this.#experiment.plan, stage)
  }

  /** All stages but the cleanup. Says why the experiment ends before they are over; null when they are. */
  async work(): Promise<FinishReason | null> {
    const { signal, exceeded, fullDisk } = this.#options
    const halt = new AbortController()
    const context = {
      ...this.#experiment,
      stop: signal,
      noMore: AbortSignal.any([signal, fullDisk, halt.signal, ...(exceeded ? [exceeded] : [])]),
      exceeded,
      finishReason: null,
    }
    let early: FinishReason | null = null
    const underWay: Promise<void>[] = []
    const begin = async (stage: Stage, onFree: () => void): Promise<void> => {
      const reason = endOf(stage, await this.#perform(stage, context, onFree))
      if (reason === null) return
      early ??= reason
      halt.abort()
    }
    try {
      for (const stage of this.#work) {
        if (halt.signal.aborted || signal.aborted) break
        if (!this.#isDue(stage)) continue
        await new Promise<void>((resolve, reject) => {
          underWay.push(begin(stage, stage.barrier ? () => {} : resolve))
          Promise.all(underWay).then(() => resolve(), reject)
        })
      }
      await Promise.all(underWay)
    } finally {
      halt.abort()
      await Promise.allSettled(underWay)
    }
    return early ?? (signal.aborted ? 'interrupted' : null)
  }

  /** Says why the experiment ends, which a cleanup that fails may change. */
  async cleanUp(early: FinishReason | null): Promise<FinishReason | null> {
    let reason = early
    // Ctrl-C has been heard by now; its own time limit ends it.
    const { signal: never } = new AbortController()
    for (const stage of this.#ordered) {
      if (isWork(stage) || !this.#history.isUncleared(stage)) continue
      const context = {
        ...this.#experiment,
        stop: never,
        noMore: never,
        exceeded: undefined,
        finishReason: early ?? this.#experiment.series.conclusion ?? 'stages_done',
      }
      const failure = endOf(stage, await this.#perform(stage, context, () => {}))
      if (reason === null || reason === 'part_done') reason = failure ?? reason
    }
    return reason
  }

  async #perform(stage: Stage, context: StageContext, onFree: () => void): Promise<StageEnding> {
    const { emit } = this.#options
    const ref = {
      stage: stage.name,
      position: this.#ordered.indexOf(stage) + 1,
      stages: this.#ordered.length,
    }
    await this.#history.add(stage, { outcome: null, reason: null })
    emit({ type: 'stage_started', ...ref, stage_type: stage.type })
    const began = performance.now()
    const ending = await executeStage(stage, context, onFree)
    const { outcome, reason } = ending
    await this.#history.add(stage, { outcome, reason })
    emit({ type: 'stage_finished', ...ref, outcome, reason, wall_ms: performance.now() - began })
    return ending
  }

  /** What a cleanup has cleared away is prepared again, as long as there is something left to do. */
  #isDue(stage: WorkStage): boolean {
    if (!this.#isOver(stage)) return true
    return (
      stage.type === 'prepare' &&
      this.#history.isCleared(stage) &&
      this.#work.some((other) => !this.#isOver(other))
    )
  }

  #isOver(stage: WorkStage): boolean {
    const { plan, series } = this.#experiment
    if (this.#history.isForgone(stage)) return true
    // The runs themselves tell it best: one that was removed is made again.
    return makesRuns(stage) && stage.completion === 'tasks_done'
      ? series.isMade(runsOf(stage, plan))
      : this.#history.isCompleted(stage)
  }
}

/** Why the experiment ends with a stage; null when it goes on. */
function endOf({ optional }: Stage, { outcome, finish }: StageEnding): FinishReason | null {
  if (outcome === 'completed' || outcome === 'unfinished') return finish
  return optional ? null : 'stage_failed'
}
