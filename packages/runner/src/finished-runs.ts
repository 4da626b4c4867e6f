import { type RunRecord, isResult } from '@genai-devbench/schema'
import { appendToJournal, manifestIsDue, runKey, writeManifest } from '@genai-devbench/store'
import type { Plan } from './plan.ts'
import type { ScheduledRun } from './schedule.ts'

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

  has(scheduled: ScheduledRun): boolean {
    return this.#keys.has(runKey(scheduled))
  }

  /** Of the first `maxRuns` runs of some frameworks, how many are finished. */
  count(arms: readonly { id: string }[], maxRuns: number): number {
    const ids = new Set(arms.map(({ id }) => id))
    return this.records.filter(({ framework, run }) => ids.has(framework) && run <= maxRuns).length
  }

  async add(record: RunRecord): Promise<void> {
    if (record.outcome === null || !isResult(record.outcome)) return
    await appendToJournal(this.#plan.paths, record)
    this.records.push(record)
    this.#keys.add(runKey(record))
    if (manifestIsDue(this.records.length, this.#inManifest)) await this.writeManifest()
  }

  async writeManifest(): Promise<void> {
    this.#inManifest = this.records.length
    await writeManifest(this.#plan.paths, this.#plan.config.name, this.records, new Date())
  }
}
