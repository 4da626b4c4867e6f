import { appendJsonLine, readJsonLines } from '@genai-devbench/files'
import { StageRecord } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'

export const appendStageRecord = ({ stages }: ExperimentPaths, record: StageRecord): Promise<void> =>
  appendJsonLine(stages, record)

/** In the order in which it happened. A line that a crash left unusable is passed over: what it told of is done again. */
export async function readStageRecords({ stages }: ExperimentPaths): Promise<StageRecord[]> {
  const records: StageRecord[] = []
  for await (const line of readJsonLines(stages)) {
    const { data } = StageRecord.safeParse(line)
    if (data) records.push(data)
  }
  return records
}
