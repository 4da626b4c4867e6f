import { setTimeout as sleep } from 'node:timers/promises'
import { type StoppingDecision, decideAfter, firstCheck } from '@genai-devbench/analysis'
import type { RunEvent } from '@genai-devbench/schema'
import { runKey } from '@genai-devbench/store'
import type { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import { type ScheduledRun, scheduleBlock } from '../schedule.ts'
import { Workers } from './workers.ts'

/**
 * Makes one run; resolves when it is over, however it ended, or at once when another process is at it (`elsewhere`). `stop` ends it.
 */
export type ExecuteRun = (scheduled: ScheduledRun, stop: AbortSignal) => Promise<'over' | 'elsewhere'>

/** How long to leave a run to another process before asking again. */
const POLL_MS = 200

/**
 * - `made`: all that were asked for, or all that the stopping rule wants
 * - `part_done`: all but those that this invocation leaves out (--max-runs, --frameworks)
 * - `cut_short`: some were not begun or have no result
 */
export type SeriesEnd = 'made' | 'part_done' | 'cut_short'

export interface SeriesSignals {
  /** No run is begun any more; those under way go on. */
  noMore: AbortSignal
  /** Ends those under way as well. */
  stop: AbortSignal
}

/** The runs of an experiment in the order of their schedule, which all stages go on with; looked at where the stopping rule says. */
export class RunSeries {
  readonly #plan: Plan
  readonly #finished: FinishedRuns
  readonly #execute: ExecuteRun
  readonly #emit: (event: RunEvent) => void
  readonly #workers: Workers
  readonly #selected: ReadonlySet<string>
  readonly #underWay = new Map<string, Promise<void>>()
  /** Those that got no result though nobody stopped them; the next run-experiment makes them. */
  readonly #givenUp = new Set<string>()
  /** Those that another process was at when last asked. */
  readonly #elsewhere = new Set<string>()
  /** Runs of each framework at the next look; null when there is none. */
  #check: number | null
  #conclusion: StoppingDecision['reason'] = null
  /** Before this block, nothing that this invocation makes is missing. */
  #firstMissing = 1

  constructor(plan: Plan, finished: FinishedRuns, execute: ExecuteRun, emit: (event: RunEvent) => void) {
    this.#plan = plan
    this.#finished = finished
    this.#execute = execute
    this.#emit = emit
    this.#workers = new Workers(plan.config.execution.concurrency)
    this.#selected = new Set(plan.selected.map(({ id }) => id))
    this.#check = firstCheck(plan.config.stopping)
  }

  /** Why the stopping rule wants no more runs; null while it does. */
  get conclusion(): StoppingDecision['reason'] {
    this.#look()
    return this.#conclusion
  }

  /** Whether every framework has `runs` runs, or as many as the stopping rule wants. */
  isMade(runs: number): boolean {
    return this.conclusion !== null || this.#finished.isCompleteUpTo(runs)
  }

  /**
   * Makes what is missing of the first `runs` runs of each framework.
   *
   * @param onLastBegun called when the last of them is begun and a worker is free
   */
  async makeUpTo(runs: number, signals: SeriesSignals, onLastBegun: () => void): Promise<SeriesEnd> {
    const { noMore, stop } = signals
    while (!this.isMade(runs)) {
      const until = Math.min(this.#check ?? runs, this.#plan.maxRuns, runs)
      const missing = this.#missingUpTo(until)
      if (missing.length === 0) return 'part_done'
      const begun = missing.filter(
        (scheduled) => !this.#underWay.has(runKey(scheduled)) && !this.#givenUp.has(runKey(scheduled)),
      )
      if (begun.length === 0 && this.#underWay.size === 0) return 'cut_short'
      await this.#make(begun, signals, until === runs ? onLastBegun : () => {})
      await Promise.allSettled(this.#underWay.values())
      const short = missing.filter((scheduled) => !this.#finished.has(scheduled))
      if (stop.aborted || (noMore.aborted && short.length > 0)) return 'cut_short'
      if (short.some((scheduled) => this.#elsewhere.has(runKey(scheduled))))
        await sleep(POLL_MS, undefined, { signal: noMore }).catch(() => {})
    }
    return 'made'
  }

  /** Looks at the runs where the stopping rule says, as far as they are made and this invocation goes. */
  #look(): void {
    const { config, maxRuns } = this.#plan
    while (this.#check !== null && this.#check <= maxRuns && this.#finished.isCompleteUpTo(this.#check)) {
      const n = this.#check
      const { reason, checks, next } = decideAfter(config, this.#finished.observed, n)
      this.#emit({ type: 'stopping_checked', n, reason, checks })
      this.#conclusion = reason
      this.#check = next
    }
  }

  #missingUpTo(until: number): ScheduledRun[] {
    const missing: ScheduledRun[] = []
    for (let run = this.#firstMissing; run <= until; run++) {
      missing.push(
        ...scheduleBlock(this.#plan.config, run).filter(
          (scheduled) => this.#selected.has(scheduled.framework) && !this.#finished.has(scheduled),
        ),
      )
      if (missing.length === 0) this.#firstMissing = run + 1
    }
    return missing
  }

  /** Makes runs in order, as many at a time as there are workers. No new one is begun after a failure of ours; the first is thrown. */
  async #make(
    scheduledRuns: readonly ScheduledRun[],
    { noMore, stop }: SeriesSignals,
    onLastBegun: () => void,
  ): Promise<void> {
    const begun: Promise<void>[] = []
    const failure = new AbortController()
    for (const scheduled of scheduledRuns) {
      const worker = await this.#workers.take()
      if (noMore.aborted || failure.signal.aborted) {
        worker.release()
        break
      }
      const key = runKey(scheduled)
      const work = this.#executeHere(scheduled, stop).finally(() => {
        worker.release()
        this.#underWay.delete(key)
        if (!stop.aborted && !this.#finished.has(scheduled) && !this.#elsewhere.has(key))
          this.#givenUp.add(key)
      })
      work.catch(() => failure.abort())
      begun.push(work)
      this.#underWay.set(key, work)
    }
    void this.#tellWhenFree(onLastBegun)
    for (const result of await Promise.allSettled(begun))
      if (result.status === 'rejected') throw result.reason
  }

  async #executeHere(scheduled: ScheduledRun, stop: AbortSignal): Promise<void> {
    const key = runKey(scheduled)
    this.#elsewhere.delete(key)
    if ((await this.#execute(scheduled, stop)) === 'elsewhere') this.#elsewhere.add(key)
  }

  async #tellWhenFree(onFree: () => void): Promise<void> {
    const worker = await this.#workers.take()
    worker.release()
    onFree()
  }
}
