import * as z from 'zod'

/** .meta/archive.json of an archived experiment: what SHA256SUMS, which knows the content of files alone, cannot say. */
export const ArchiveIndex = z.strictObject({
  schema_version: z.literal(1),
  executables: z.array(z.string()),
  /** Symbolic links and what they hold. */
  links: z.record(z.string(), z.string()),
  empty_directories: z.array(z.string()),
})
export type ArchiveIndex = z.infer<typeof ArchiveIndex>
