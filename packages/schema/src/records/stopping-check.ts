import * as z from 'zod'
import { METRIC_IDS } from '../config/metrics/metrics.ts'
import { FrameworkId } from '../names.ts'

/** One target of the stopping rule, for one framework. */
export const StoppingCheck = z.strictObject({
  framework: FrameworkId,
  metric: z.enum(METRIC_IDS),
  /** Runs with a value. */
  n: z.int().min(0),
  /** On the scale of the target: relative, for pass/fail metrics absolute. */
  half_width: z.number().nullable(),
  target: z.number(),
  met: z.boolean(),
  /** In two stages: the number of values that the pilot asks for. */
  needed: z.int().min(0).optional(),
  /** Why half_width is null. */
  reason: z.string().optional(),
})
export type StoppingCheck = z.infer<typeof StoppingCheck>
