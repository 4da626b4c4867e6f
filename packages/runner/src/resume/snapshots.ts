import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { open, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import { copyTree } from '@genai-devbench/history'
import { type RunRecord, Snapshot } from '@genai-devbench/schema'
import type { RunPaths } from '@genai-devbench/store'

/** A snapshot on disk. */
export interface KeptSnapshot extends Snapshot {
  place: SnapshotPaths
}

type SnapshotPaths = ReturnType<typeof snapshotPaths>

function snapshotPaths({ snapshots }: RunPaths, name: string) {
  const root = join(snapshots, name)
  return {
    root,
    record: join(root, 'snapshot.json'),
    workspace: join(root, 'workspace'),
    scratch: join(root, 'scratch'),
  }
}

/** Keeps what a run goes on from after its last passed step. */
export class RunSnapshots {
  readonly #paths: RunPaths
  #last: KeptSnapshot | undefined
  /** How much of each log is known to be on disk. */
  readonly #synced = new Map<string, number>()

  constructor(paths: RunPaths) {
    this.#paths = paths
  }

  /**
   * Takes the place of the snapshot before it, whole or, after any crash, not at all. Nothing of the run may be at work meanwhile.
   *
   * @param record with the steps that passed, and no other
   */
  async take(record: RunRecord): Promise<void> {
    const partial = snapshotPaths(this.#paths, 'partial')
    const name = `after_${record.steps.length}`
    const place = snapshotPaths(this.#paths, name)
    try {
      await removeTree(partial.root)
      mkdirSync(partial.root, { recursive: true })
      const snapshot = await this.#copyInto(partial, record)
      // Not waited for until it is on disk, nor are the copies: what a loss of power took is seen when it is to be used.
      writeFileSync(partial.record, JSON.stringify(snapshot))
      await removeTree(place.root)
      renameSync(partial.root, place.root)
      this.#last = { ...snapshot, place }
    } catch (error) {
      await removeTree(partial.root)
      throw error
    }
    for (const other of readdirSync(this.#paths.snapshots))
      if (other !== name) await removeTree(join(this.#paths.snapshots, other))
  }

  async #copyInto(to: SnapshotPaths, record: RunRecord): Promise<Snapshot> {
    const { root, llmCalls, events, audit } = this.#paths
    const last = this.#last
    const copy = (part: 'workspace' | 'scratch') =>
      copyTree(this.#paths[part], to[part], last && { root: last.place[part], entries: last[part] })
    return {
      schema_version: 1,
      run_dir: root,
      record,
      llm_calls_bytes: await this.#syncedBytes(llmCalls),
      events_bytes: statSync(events).size,
      audit_bytes: existsSync(audit) ? await this.#syncedBytes(audit) : 0,
      workspace: await copy('workspace'),
      scratch: await copy('scratch'),
    }
  }

  /** Length of a file, all of which is on disk. */
  async #syncedBytes(path: string): Promise<number> {
    const { size } = statSync(path)
    if (size > (this.#synced.get(path) ?? 0)) {
      await using file = await open(path, 'r+')
      await file.datasync()
      this.#synced.set(path, size)
    }
    return size
  }
}

/** Those that were finished, the last first. */
export async function readSnapshots(paths: RunPaths): Promise<KeptSnapshot[]> {
  const names = await readdir(paths.snapshots).catch(() => [])
  const found: KeptSnapshot[] = []
  for (const name of names.filter((one) => one.startsWith('after_'))) {
    const place = snapshotPaths(paths, name)
    const read: unknown = await readFile(place.record, 'utf8')
      .then(JSON.parse)
      .catch(() => undefined)
    const { data } = Snapshot.safeParse(read)
    if (data) found.push({ ...data, place })
  }
  return found.toSorted((a, b) => b.record.steps.length - a.record.steps.length)
}
