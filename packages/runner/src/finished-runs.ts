import type { RunRecord, RunRef } from '@genai-devbench/schema'
import { appendToJournal, hasResult, manifestIsDue, runKey, writeManifest } from '@genai-devbench/store'
import type { Plan } from './plan.ts'

/** The runs that have a result, on disk and in memory alike. */
export class FinishedRuns {
  readonly records: RunRecord[]
  readonly #plan: Plan
  readonly #keys: Set<string>
  #inManifest: number

  constructor(plan: Plan, records: RunRecord[]) {
    this.#plan = plan
    this.records = records
    this.#keys = new Set(records.map(runKey))
    this.#inManifest = records.length
  }

  has(run: RunRef): boolean {
    return this.#keys.has(runKey(run))
  }

  /** Of the first `maxRuns` runs of some frameworks, how many are finished. */
  count(arms: readonly { id: string }[], maxRuns: number): number {
    const ids = new Set(arms.map(({ id }) => id))
    return this.records.filter(({ framework, run }) => ids.has(framework) && run <= maxRuns).length
  }

  /** Whether every framework of the experiment has its first `n` runs. */
  isCompleteUpTo(n: number): boolean {
    // Asked after every batch, mostly long before.
    if (this.records.length < n * this.#plan.arms.length) return false
    return this.#plan.arms.every(({ id: framework }) =>
      Array.from({ length: n }, (_, index) => runKey({ framework, run: index + 1 })).every((key) =>
        this.#keys.has(key),
      ),
    )
  }

  async add(record: RunRecord): Promise<void> {
    if (!hasResult(record)) return
    await appendToJournal(this.#plan.paths, record)
    this.keep(record)
    await this.writeManifestIfDue()
  }

  /** What is on disk already. */
  protected keep(record: RunRecord): void {
    this.records.push(record)
    this.#keys.add(runKey(record))
  }

  protected async writeManifestIfDue(): Promise<void> {
    if (manifestIsDue(this.records.length, this.#inManifest)) await this.writeManifest()
  }

  close(): Promise<void> {
    return this.writeManifest()
  }

  async writeManifest(): Promise<void> {
    this.#inManifest = this.records.length
    await writeManifest(this.#plan.paths, this.#plan.config.name, this.records, new Date())
  }
}
