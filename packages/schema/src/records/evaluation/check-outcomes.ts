import * as z from 'zod'

/** One character for each outcome of a check, since a run has a thousand of them. */
export const OUTCOME_MARKS = { passed: 'p', failed: 'f', not_run: '-' } as const
/** Stands for a check that was not among those of a step: that of a later one. */
export const NOT_DUE = '.'

const step = z.int().positive()

/** How each check went after each step of a run. */
export const CheckOutcomes = z.strictObject({
  /** All checks of the enabled steps, by the step whose prompt asks for what they check. */
  check_titles: z.array(z.strictObject({ step, titles: z.array(z.string()) })),
  /** Those that were evaluated, in the order in which they ran. */
  steps: z.array(
    z.strictObject({
      step,
      execution_index: z.int().positive(),
      /** Whether the application answered. */
      answered: z.boolean(),
      /** A mark for each title of check_titles, in their order. */
      outcomes: z.string(),
    }),
  ),
})
export type CheckOutcomes = z.infer<typeof CheckOutcomes>
