import { ObservedRuns } from '@genai-devbench/analysis'
import type { RunEvent, RunRecord, RunRef, Usage } from '@genai-devbench/schema'
import {
  EvaluationTail,
  appendToJournal,
  hasResult,
  manifestIsDue,
  runKey,
  writeManifest,
} from '@genai-devbench/store'
import type { Plan } from './plan.ts'
import { recover } from './recover.ts'

/** What of a run that has a result is kept in memory: there may be ten thousand. */
export interface FinishedRun extends Pick<
  RunRecord,
  'framework' | 'run' | 'outcome' | 'started_at' | 'ended_at'
> {
  usage: Usage
}

/** The runs that have a result, on disk and in memory alike. */
export class FinishedRuns {
  readonly runs: FinishedRun[] = []
  /** What of them the stopping rule looks at. */
  readonly observed: ObservedRuns
  readonly #plan: Plan
  readonly #evaluations: EvaluationTail
  readonly #keys = new Set<string>()
  #inManifest = 0
  /** Runs from the first on that every framework of the experiment has. */
  #complete = 0

  constructor(plan: Plan) {
    this.#plan = plan
    this.observed = new ObservedRuns(plan.config)
    this.#evaluations = new EvaluationTail(plan.paths)
  }

  /** Puts right what earlier runners left and takes down what they finished. */
  static async recovered(plan: Plan, emit: (event: RunEvent) => void): Promise<FinishedRuns> {
    const finished = new FinishedRuns(plan)
    await recover(plan.paths, emit, (record) => finished.keep(record))
    finished.#inManifest = finished.runs.length
    return finished
  }

  has(run: RunRef): boolean {
    return this.#keys.has(runKey(run))
  }

  /** Of the first `maxRuns` runs of some frameworks, how many are finished. */
  count(arms: readonly { id: string }[], maxRuns: number): number {
    const ids = new Set(arms.map(({ id }) => id))
    return this.runs.filter(({ framework, run }) => ids.has(framework) && run <= maxRuns).length
  }

  /** Whether every framework of the experiment has its first `n` runs. */
  isCompleteUpTo(n: number): boolean {
    const { arms } = this.#plan
    while (this.#complete < n && arms.every(({ id }) => this.has({ framework: id, run: this.#complete + 1 })))
      this.#complete++
    return this.#complete >= n
  }

  /** Takes down a run that is on disk already. */
  keep(record: RunRecord): void {
    const { framework, run, outcome, started_at, ended_at, totals } = record
    this.runs.push({ framework, run, outcome, started_at, ended_at, usage: totals.usage })
    this.observe(record)
    this.#keys.add(runKey(record))
  }

  /** Shows a run to the stopping rule, as it is evaluated now. */
  observe(record: RunRecord): void {
    this.observed.add(record, () => this.#evaluations.of(record))
  }

  async add(record: RunRecord): Promise<void> {
    if (!hasResult(record)) return
    await appendToJournal(this.#plan.paths, record)
    this.keep(record)
    await this.writeManifestIfDue()
  }

  protected async writeManifestIfDue(): Promise<void> {
    if (manifestIsDue(this.runs.length, this.#inManifest)) await this.writeManifest()
  }

  close(): Promise<void> {
    return this.writeManifest()
  }

  async writeManifest(): Promise<void> {
    this.#inManifest = this.runs.length
    await writeManifest(this.#plan.paths, this.#plan.config.name, this.runs, new Date())
  }
}
