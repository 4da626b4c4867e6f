import * as z from 'zod'

const UNITS: Record<string, number> = { MiB: 2 ** 20, GiB: 2 ** 30 }

const MemorySize = z
  .string()
  .regex(/^\d+(\.\d+)? ?(MiB|GiB)$/, { error: 'not an amount of memory, such as 512 MiB or 4 GiB.' })
  .meta({
    description:
      'Memory that all processes of a step may hold together (sum of their resident sets, looked at four times a second), such as 4 GiB; a step that holds more is ended as failed. Linux.',
  })

/** Bytes in an amount such as `4 GiB`. */
export function memoryBytes(size: z.infer<typeof MemorySize>): number {
  const [, amount, unit = ''] = /^([\d.]+) ?(\w+)$/.exec(size) ?? []
  return Math.round(Number(amount) * (UNITS[unit] ?? Number.NaN))
}

export const ResourceLimits = z
  .strictObject({
    memory: MemorySize.optional(),
    cpus: z.int().min(1).max(1024).optional().meta({
      description:
        'Processors that a step may use; steps under way at the same time get others where there are enough. Linux, with taskset.',
    }),
  })
  .meta({ description: 'What a step may use of the machine. A limit that cannot be held here is an error.' })
export type ResourceLimits = z.infer<typeof ResourceLimits>

export const isolation = {
  isolation: z.enum(['auto', 'bwrap', 'none']).default('auto').meta({
    description:
      'bwrap: a framework sees and changes only its own run, in a sandbox of bubblewrap. none: it may do what you may do. auto: bwrap where it works, else none; every run records which.',
  }),
  readable: z
    .array(
      z
        .string()
        .regex(/^\//, { error: 'not an absolute path.' })
        .meta({ description: 'A directory or file.' }),
    )
    .default([])
    .meta({
      description:
        'Absolute paths that an isolated framework may read besides the system, its installation and what is on the PATH: your own programs, a toolchain in your home.',
    }),
  limits: ResourceLimits.default({}),
}
