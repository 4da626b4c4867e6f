import * as z from 'zod'

// ASCII only, so that two names that look alike are alike, and every file system takes them.
// No flags: JSON Schema has none.
const NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?$/
const nameRule =
  'Use 1 to 64 of the letters a-z, digits, "-" and "_", starting and ending with a letter or digit.'

export const ExperimentName = z
  .string()
  .max(64, { error: `longer than 64 characters. ${nameRule}` })
  .regex(NAME, { error: `not a usable name. ${nameRule}` })
  .meta({ description: 'Name of the experiment and of its directory.' })

export const FrameworkId = z
  .string()
  .max(64, { error: `longer than 64 characters. ${nameRule}` })
  .regex(NAME, { error: `not a usable framework id. ${nameRule}` })
  .meta({ description: 'Id of an arm of the experiment; names its directory under runs/.' })

export const StageName = z
  .string()
  .max(64, { error: `longer than 64 characters. ${nameRule}` })
  .regex(NAME, { error: `not a usable name of a stage. ${nameRule}` })
  .meta({ description: 'Name of the stage; names its logs.' })

/** A path inside its directory, with forward slashes: no `..`, not absolute. That it exists is checked on disk. */
export const InnerPath = z
  .string()
  .min(1, { error: 'empty. Name a file, for example prompts/01_student_crud.txt.' })
  .refine((path) => !/^([/\\]|[a-z]:)/i.test(path), {
    error: 'an absolute path. Use a path relative to this directory.',
  })
  .refine((path) => !path.split(/[/\\]/).includes('..'), {
    error: 'leaves its directory with "..". Copy the file inside and name it there.',
  })
  .refine((path) => !path.includes('\0'), { error: 'contains a NUL byte.' })

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const Timestamp = z.iso.datetime()
