import { removeTree } from '@genai-devbench/files'
import type { RunEvent, RunRecord, RunRef } from '@genai-devbench/schema'
import {
  JournalTail,
  type SharedLock,
  appendToJournal,
  hasResult,
  readRunRecord,
  runKey,
  sweepClaims,
  withJournal,
} from '@genai-devbench/store'
import { FinishedRuns } from '../finished-runs.ts'
import type { Plan } from '../plan.ts'
import { recover } from '../recover.ts'

/** The runs that have a result, whichever of the runners made them: what is in the journal, in its order. */
export class SharedRuns extends FinishedRuns {
  readonly #plan: Plan
  readonly #tail: JournalTail
  readonly #emit: (event: RunEvent) => void
  readonly #madeHere = new Set<string>()

  private constructor(plan: Plan, emit: (event: RunEvent) => void) {
    super(plan)
    this.#plan = plan
    this.#tail = new JournalTail(plan.paths)
    this.#emit = emit
  }

  /** @param open of the lock: who came first puts right what earlier runners left before others may join */
  static async open(
    plan: Plan,
    open: SharedLock['open'],
    emit: (event: RunEvent) => void,
  ): Promise<SharedRuns> {
    if (open) {
      await recover(plan.paths, emit, () => {})
      await open()
    }
    const runs = new SharedRuns(plan, emit)
    await runs.#readOn(() => {})
    return runs
  }

  /** Reads on what others have finished, and tells of it. */
  async refresh(): Promise<void> {
    await this.#readOn(({ framework, run, outcome }) => {
      if (outcome !== null && !this.#madeHere.has(runKey({ framework, run })))
        this.#emit({ type: 'run_made_elsewhere', framework, run, outcome })
    })
  }

  /**
   * Whether a run is finished. One that is not in the journal, since the process that made it was killed in between, is put there,
   * evaluated first, as others may look at it from then on. Only for who has claimed the run.
   */
  async settle(run: RunRef, evaluate: (record: RunRecord) => Promise<void>): Promise<boolean> {
    await this.refresh()
    if (this.has(run)) return true
    const paths = this.#plan.paths.run(run.framework, run.run)
    const record = await readRunRecord(paths)
    if (record === undefined || !hasResult(record) || runKey(record) !== runKey(run)) return false
    await removeTree(paths.snapshots)
    await evaluate(record)
    await this.#append(record)
    return true
  }

  override async add(record: RunRecord): Promise<void> {
    if (!hasResult(record)) return
    this.#madeHere.add(runKey(record))
    await this.#append(record)
  }

  override writeManifest(): Promise<void> {
    return withJournal(this.#plan.paths, async () => {
      await this.refresh()
      await super.writeManifest()
    })
  }

  override async close(): Promise<void> {
    await super.close()
    await sweepClaims(this.#plan.paths)
  }

  async #append(record: RunRecord): Promise<void> {
    await withJournal(this.#plan.paths, async () => {
      await this.refresh()
      if (!this.has(record)) await appendToJournal(this.#plan.paths, record)
      await this.refresh()
    })
    await this.writeManifestIfDue()
  }

  /** @param onNew told of those that were not known */
  async #readOn(onNew: (record: RunRecord) => void): Promise<void> {
    for await (const record of this.#tail.read()) {
      if (this.has(record)) continue
      this.keep(record)
      onNew(record)
    }
  }
}
