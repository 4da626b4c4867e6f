import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { UnfinishedRun } from '@genai-devbench/analysis'
import { readJsonLines } from '@genai-devbench/files'
import {
  type ExperimentConfig,
  LlmCall,
  type RunRecord,
  type Usage,
  sumUsage,
  usageOfCall,
} from '@genai-devbench/schema'
import { type ExperimentPaths, type RunPaths, readRunRecord, runKey, runPaths } from '@genai-devbench/store'

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
  const earlier = existsSync(paths.attempts) ? await readdir(paths.attempts) : []
  const attempts = [paths, ...earlier.map((attempt) => runPaths(join(paths.attempts, attempt)))]
  const record = await readRunRecord(paths)
  return {
    reason: record?.reason ?? 'it is under way, or was cut off',
    usage: sumUsage(await Promise.all(attempts.map(spentBy))),
  }
}

async function spentBy({ llmCalls }: RunPaths): Promise<Usage> {
  const usages: Usage[] = []
  for await (const line of readJsonLines(llmCalls)) {
    const call = LlmCall.safeParse(line)
    if (call.success) usages.push(usageOfCall(call.data))
  }
  return sumUsage(usages)
}
