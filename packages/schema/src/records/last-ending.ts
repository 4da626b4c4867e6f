import * as z from 'zod'
import { Timestamp } from '../names.ts'

/** Why `run-experiment` ended in good order. */
export const FinishReason = z.enum([
  'target_met',
  'max_runs',
  'mean_not_separated_from_zero',
  'interrupted',
  'infrastructure',
  'budget_exceeded',
  'part_done',
])
export type FinishReason = z.infer<typeof FinishReason>

/** .meta/last_ending.json: how the last `run-experiment` ended. Not there while one is at work, nor after it was killed. */
export const LastEnding = z.strictObject({
  schema_version: z.literal(1),
  ended_at: Timestamp,
  reason: FinishReason,
})
export type LastEnding = z.infer<typeof LastEnding>
