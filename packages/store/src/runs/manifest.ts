import { mkdir } from 'node:fs/promises'
import { relative } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import type { Manifest, RunRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'

/** Makes runs/manifest.json anew from the finished runs. */
export async function writeManifest(
  paths: ExperimentPaths,
  experiment: string,
  finished: readonly Pick<RunRecord, 'framework' | 'run' | 'outcome' | 'started_at' | 'ended_at'>[],
  now: Date,
): Promise<void> {
  const counts = new Map<string, Record<string, number>>()
  const runs: Manifest['runs'] = []
  for (const { framework, run, outcome, started_at, ended_at } of finished) {
    if (outcome === null || ended_at === null) continue
    const byOutcome = counts.get(framework) ?? {}
    counts.set(framework, { ...byOutcome, [outcome]: (byOutcome[outcome] ?? 0) + 1 })
    runs.push({
      framework,
      run,
      outcome,
      path: relative(paths.root, paths.runRoot(framework, run)),
      started_at,
      ended_at,
    })
  }
  await mkdir(paths.runs, { recursive: true })
  const manifest: Manifest = {
    schema_version: 1,
    experiment,
    updated_at: now.toISOString(),
    counts: Object.fromEntries(counts),
    runs,
  }
  await writeJson(paths.manifest, manifest)
}

/**
 * When to write the manifest: whenever the runs have grown by an eighth. It is written whole, so writing it after
 * every run would cost the square of their number; this way all writes together stay linear.
 */
export function manifestIsDue(finishedRuns: number, runsInManifest: number): boolean {
  return finishedRuns - runsInManifest >= Math.max(1, runsInManifest / 8)
}
