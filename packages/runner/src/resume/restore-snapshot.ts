import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { removeTree } from '@genai-devbench/files'
import { areSameTrees, copyTree } from '@genai-devbench/history'
import type { RunRecord } from '@genai-devbench/schema'
import { type RunPaths, readCalls } from '@genai-devbench/store'
import type { KeptSnapshot } from './snapshots.ts'

/** Workspace and scratch of a snapshot, copied, to be put in their places. */
export interface Restored {
  workspace: string
  scratch: string
}

/** Copies what a snapshot holds and checks it. Says why a run cannot go on from it, if so. */
export async function restoreSnapshot(
  paths: RunPaths,
  snapshot: KeptSnapshot,
  fresh: RunRecord,
): Promise<Restored | { unusable: string }> {
  const unusable = otherGround(snapshot, fresh, paths) ?? (await lostLines(snapshot, paths))
  if (unusable !== undefined) return { unusable }
  const root = join(paths.snapshots, 'restored')
  const restored = { workspace: join(root, 'workspace'), scratch: join(root, 'scratch') }
  await removeTree(root)
  for (const part of ['workspace', 'scratch'] as const) {
    const copied = await copyTree(snapshot.place[part], restored[part]).catch(() => undefined)
    if (copied === undefined || !areSameTrees(snapshot[part], copied))
      return { unusable: 'the state kept for going on is damaged' }
  }
  return restored
}

/** A run of which one part was made under other circumstances than the rest would be no run like the others. */
function otherGround(
  { run_dir, record }: KeptSnapshot,
  fresh: RunRecord,
  paths: RunPaths,
): string | undefined {
  if (record.config_sha256 !== fresh.config_sha256) return 'the configuration is another one now'
  if (record.toolkit_version !== fresh.toolkit_version)
    return `it was begun with devbench ${record.toolkit_version}`
  if (!isDeepStrictEqual(record.identity, fresh.identity))
    return `the framework is another version now (${versions(record.identity)} before)`
  if (!isDeepStrictEqual(record.host, fresh.host)) return 'it was begun on another machine'
  // Frameworks write down where they are: in virtual environments, in caches.
  return run_dir === paths.root ? undefined : `it was begun in ${run_dir}`
}

const versions = (identity: RunRecord['identity']): string =>
  Object.entries(identity)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')

async function lostLines(
  { record, events_bytes }: KeptSnapshot,
  paths: RunPaths,
): Promise<string | undefined> {
  const passed = new Set(record.steps.map(({ id }) => id))
  const calls = (await readCalls(paths)).filter(({ step }) => passed.has(step))
  if (calls.length < record.totals.usage.calls) return 'the list of its model calls is damaged'
  const events = await stat(paths.events).catch(() => undefined)
  return (events?.size ?? 0) < events_bytes ? 'the list of its events is damaged' : undefined
}
