import * as z from 'zod'

/** What a step took of the machine: of all programs that it ran, and of the disk. */
export const StepResources = z.strictObject({
  /** User and system time of its processes together, in milliseconds of one processor. */
  cpu_ms: z.number().min(0).nullable(),
  /** The highest sum of the resident sets of its processes in any sample; memory that they share counts for each. */
  peak_memory_bytes: z.int().min(0).nullable(),
  /** Of all files in the workspace after the step, the framework's own included; apparent sizes. */
  workspace_bytes: z.int().min(0).nullable(),
  workspace_files: z.int().min(0).nullable(),
  /** Why figures are null; null when none is. */
  unmeasured: z.string().nullable(),
})
export type StepResources = z.infer<typeof StepResources>

/** Nothing is known, for one reason. */
export const unmeasured = (reason: string): StepResources => ({
  cpu_ms: null,
  peak_memory_bytes: null,
  workspace_bytes: null,
  workspace_files: null,
  unmeasured: reason,
})

/** For records of before resources were measured. */
export const ResourcesOrUnmeasured = StepResources.default(
  unmeasured('made by a version that did not measure it'),
)

/**
 * A run's resources from those of the steps that ran, in order: time adds up, the peak is the highest, the workspace
 * is what the last left. What is unknown for one step is unknown for the run.
 */
export function sumResources(steps: readonly StepResources[]): StepResources {
  const last = steps.at(-1)
  if (!last) return unmeasured('no step was begun')
  const known = (figure: 'cpu_ms' | 'peak_memory_bytes'): number[] | undefined => {
    const values = steps.flatMap((step) => step[figure] ?? [])
    return values.length === steps.length ? values : undefined
  }
  const reasons = new Set(steps.flatMap((step) => step.unmeasured ?? []))
  const peaks = known('peak_memory_bytes')
  return {
    cpu_ms: known('cpu_ms')?.reduce((sum, time) => sum + time, 0) ?? null,
    peak_memory_bytes: peaks ? Math.max(...peaks) : null,
    workspace_bytes: last.workspace_bytes,
    workspace_files: last.workspace_files,
    unmeasured: reasons.size === 0 ? null : [...reasons].join('; '),
  }
}
