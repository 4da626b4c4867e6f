import * as z from 'zod'
import { RegexText } from './regex-text.ts'

/** What of `llm` in config.yaml looks at calls, changes or refuses them, or says what is written of them. */

/** Patterns that the toolkit brings. */
export const KNOWN_PATTERNS = ['api_key', 'private_key', 'email', 'phone'] as const
export type KnownPattern = (typeof KNOWN_PATTERNS)[number]

const known = KNOWN_PATTERNS.join(', ')

const Pattern = z.union([
  z.enum(KNOWN_PATTERNS, {
    error: `not a pattern of the toolkit (${known}). One of your own is {name: ..., regex: ...}.`,
  }),
  z.strictObject({
    name: z
      .string()
      .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,31}$/, {
        error: 'not a usable name: letters, digits, "_" and "-", at most 32, beginning with a letter.',
      })
      .refine((name) => !(KNOWN_PATTERNS as readonly string[]).includes(name), {
        error: `the name of a pattern of the toolkit (${known}). Give another.`,
      })
      .meta({ description: 'What records, errors and placeholders call it.' }),
    regex: RegexText.meta({
      description:
        'Regular expression (JavaScript, flag u), without lookahead and references to groups; \\s is ASCII white space.',
    }),
  }),
])
export type Pattern = z.infer<typeof Pattern>

const patterns = z.array(Pattern).meta({
  description: `What to look for in texts: ${known}, or {name, regex} of your own.`,
})

const Middleware = z.discriminatedUnion('use', [
  z.strictObject({
    use: z.literal('audit_log').meta({
      description:
        'Writes a line for each call to audit.jsonl of its run: headers, and hash and length of the bodies, as they are at this place of the list.',
    }),
    bodies: z.boolean().default(false).meta({
      description: 'true keeps the bodies too, under audit_bodies/ of the run, each once, by its hash.',
    }),
  }),
  z.strictObject({
    use: z
      .literal('prompt_shield')
      .meta({ description: 'Looks for patterns in the texts of requests before they are sent.' }),
    action: z.enum(['deny', 'mask']).meta({
      description:
        'deny: the request is refused (400, prompt_denied) and not sent. mask: [masked:NAME] is sent in place of each match.',
    }),
    patterns: patterns.min(1),
  }),
  z
    .strictObject({
      use: z.literal('redact').meta({
        description:
          'Puts [redacted:NAME] in place of each match in what is written of a call: by an audit_log further down the list, in llm_calls.jsonl and in recordings. What is sent and answered stays.',
      }),
      headers: z
        .array(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'not the name of a header.' }))
        .default([])
        .meta({ description: 'Names of headers whose values are not written.' }),
      patterns: patterns.default([]),
    })
    .refine(({ headers, patterns: all }) => headers.length + all.length > 0, {
      error: 'nothing to redact. Give headers, patterns or both.',
    }),
])
export type MiddlewareConfig = z.output<typeof Middleware>

export const middleware = z
  .array(Middleware)
  .superRefine((list, context) => {
    const logs = list.flatMap(({ use }, index) => (use === 'audit_log' ? [index] : []))
    for (const index of logs.slice(1))
      context.addIssue({
        code: 'custom',
        path: [index, 'use'],
        message: 'a second audit_log: there is one audit.jsonl in a run. Keep one of them.',
      })
  })
  .default([])
  .meta({
    description:
      'What every request passes, in this order, after it was pinned and before it is sent. Each sees what those before it left.',
  })
