import * as z from 'zod'
import { FrameworkId } from '../../names.ts'
import { count } from './figure.ts'

/** One acceptance check, after one of the steps, over the runs of a framework that were evaluated there. */
export const CheckSummary = z.strictObject({
  framework: FrameworkId,
  /** The step whose prompt asks for what is checked, and the check's title. */
  step: z.int().positive(),
  title: z.string(),
  /** The place of the step after which it was run. */
  execution_index: z.int().positive(),
  passed: count,
  /**
   * Runs in which it passed after an earlier step, does not here, and had not regressed before: over all places, the
   * runs in which it regressed. As far as earlier steps were evaluated.
   */
  regressed: count,
  /** Runs that were evaluated there; in those where the check could not be run it did not pass. */
  n: z.int().positive(),
})
export type CheckSummary = z.infer<typeof CheckSummary>
