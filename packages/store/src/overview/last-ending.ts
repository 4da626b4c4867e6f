import { readFile, rm } from 'node:fs/promises'
import { writeJson } from '@genai-devbench/files'
import { type FinishReason, LastEnding } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'

export const writeEnding = (
  { lastEnding }: ExperimentPaths,
  reason: FinishReason,
  now: Date,
): Promise<void> =>
  writeJson(lastEnding, { schema_version: 1, ended_at: now.toISOString(), reason } satisfies LastEnding)

/** Before the experiment goes on: whoever is killed leaves no ending. */
export const clearEnding = ({ lastEnding }: ExperimentPaths): Promise<void> => rm(lastEnding, { force: true })

/** undefined when there is none, or none that is whole. */
export async function readEnding({ lastEnding }: ExperimentPaths): Promise<LastEnding | undefined> {
  const read = await readFile(lastEnding, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined)
  return LastEnding.safeParse(read).data
}
