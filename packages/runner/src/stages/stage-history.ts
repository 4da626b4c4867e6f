import type { Stage, StageRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, appendStageRecord, readStageRecords } from '@genai-devbench/store'

/** What became of the stages in this and in earlier invocations: on disk before it counts. */
export class StageHistory {
  readonly #paths: ExperimentPaths
  readonly #records: StageRecord[]

  private constructor(paths: ExperimentPaths, records: StageRecord[]) {
    this.#paths = paths
    this.#records = records
  }

  static async open(paths: ExperimentPaths): Promise<StageHistory> {
    return new StageHistory(paths, await readStageRecords(paths))
  }

  /** Records that a stage began (outcome null) or how it ended. */
  async add(
    { name, type }: Stage,
    { outcome, reason }: Pick<StageRecord, 'outcome' | 'reason'>,
  ): Promise<void> {
    const time = new Date().toISOString()
    const record = { schema_version: 1, time, stage: name, type, outcome, reason } satisfies StageRecord
    await appendStageRecord(this.#paths, record)
    this.#records.push(record)
  }

  /** Whether the runner ended in the midst of it. */
  isCutOff({ name }: Stage): boolean {
    return this.#lastOf(name)?.outcome === null
  }

  /** Whether it ended well the last time it began. */
  isCompleted({ name }: Stage): boolean {
    return this.#lastOf(name)?.outcome === 'completed'
  }

  /** Whether it failed the last time it began, and may. */
  isForgone({ name, optional }: Stage): boolean {
    const outcome = this.#lastOf(name)?.outcome
    return optional && (outcome === 'failed' || outcome === 'timed_out')
  }

  /** Whether a cleanup has begun since the stage did. */
  isCleared({ name }: Stage): boolean {
    const cleanup = this.#records.findLastIndex(({ type }) => type === 'cleanup')
    return cleanup > this.#records.findLastIndex(({ stage }) => stage === name)
  }

  /** Whether other stages have begun that this cleanup has not ended after. */
  isUncleared(cleanup: Stage): boolean {
    const work = this.#records.findLastIndex(({ type }) => type !== 'cleanup')
    const own = this.#records.findLastIndex(({ stage }) => stage === cleanup.name)
    return work > own || !(this.isCompleted(cleanup) || this.isForgone(cleanup) || work === -1)
  }

  #lastOf(name: string): StageRecord | undefined {
    return this.#records.findLast(({ stage }) => stage === name)
  }
}
