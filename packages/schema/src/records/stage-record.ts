import * as z from 'zod'
import { StageName, Timestamp } from '../names.ts'

/** How a stage ended. `unfinished`: what it has made is kept, and the next run-experiment goes on with it. */
export const StageOutcome = z.enum(['completed', 'failed', 'timed_out', 'unfinished'])
export type StageOutcome = z.infer<typeof StageOutcome>

export const StageType = z.enum(['prepare', 'execute', 'custom', 'hybrid', 'cleanup'])

/** A line of runs/stages.jsonl: a stage began (`outcome` null) or ended. From these lines a later run-experiment tells which stages are over. */
export const StageRecord = z.strictObject({
  schema_version: z.literal(1),
  time: Timestamp,
  stage: StageName,
  type: StageType,
  outcome: StageOutcome.nullable(),
  reason: z.string().nullable(),
})
export type StageRecord = z.infer<typeof StageRecord>
