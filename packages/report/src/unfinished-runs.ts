import { existsSync } from 'node:fs'
import type { UnfinishedRun } from '@genai-devbench/analysis'
import { type ExperimentConfig, type RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, readRunRecord, runKey, usageOfRun } from '@genai-devbench/store'

/** The runs that were begun and have no result, with what their attempts spent: read from the calls, since no totals were written. */
export async function findUnfinishedRuns(
  paths: ExperimentPaths,
  { frameworks, stopping }: ExperimentConfig,
  finished: readonly RunRecord[],
): Promise<UnfinishedRun[]> {
  const known = new Set(finished.map(runKey))
  const planned = frameworks.flatMap(({ id: framework }) =>
    Array.from({ length: stopping.max_runs }, (_, index) => ({ framework, run: index + 1 })),
  )
  const begun = planned.filter(
    (ref) => !known.has(runKey(ref)) && existsSync(paths.run(ref.framework, ref.run).root),
  )
  return Promise.all(
    begun.map(async (ref) => ({ ...ref, ...(await describe(paths.run(ref.framework, ref.run))) })),
  )
}

async function describe(paths: RunPaths): Promise<Pick<UnfinishedRun, 'reason' | 'usage'>> {
  const record = await readRunRecord(paths)
  return {
    reason: record?.reason ?? 'it is under way, or was cut off',
    usage: await usageOfRun(paths),
  }
}
