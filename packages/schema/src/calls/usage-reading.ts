import * as z from 'zod'
import { Sha256, Timestamp } from '../names.ts'

/** Widths of the time buckets in which providers report usage. */
export const BUCKET_WIDTHS = ['1m', '1h', '1d'] as const
export type BucketWidth = (typeof BUCKET_WIDTHS)[number]

/** Providers that report usage by model and time. */
export const USAGE_PROVIDERS = ['openai', 'anthropic'] as const
export type UsageProvider = (typeof USAGE_PROVIDERS)[number]

const count = z.int().min(0)

/** What the calls of the experiment took, as it was metered. */
const MeteredUsage = z.strictObject({
  /** Calls that a model answered. */
  requests: count,
  /** Cached ones included, as everywhere. */
  input_tokens: count,
  output_tokens: count,
  /** Null where the provider did not say with every answer. */
  cached_input_tokens: count.nullable(),
  cache_creation_input_tokens: count.nullable(),
  /** Calls of unknown usage, of which the sums hold only what is known: where there are any, the sums are lower bounds. */
  unknown_calls: count,
  /** Calls with an estimated usage: errors, counted as nothing. They are not in `requests`. */
  estimated_calls: count,
})
export type MeteredUsage = z.infer<typeof MeteredUsage>

/** What the provider reports; null where its API does not. */
const ReportedUsage = z.strictObject({
  requests: count.nullable(),
  input_tokens: count,
  output_tokens: count.nullable(),
  cached_input_tokens: count.nullable(),
  cache_creation_input_tokens: count.nullable(),
})
export type ReportedUsage = z.infer<typeof ReportedUsage>

export const USAGE_STATES = ['verified', 'pending', 'differs'] as const
export type UsageState = (typeof USAGE_STATES)[number]

/** One model in one window of time. */
const UsageLine = z.strictObject({
  operation: z.string(),
  model: z.string(),
  /** Inclusive; a whole number of buckets. */
  from: Timestamp,
  /** Exclusive. */
  to: Timestamp,
  metered: MeteredUsage,
  /** The names under which the provider reports the model. */
  reported_as: z.array(z.string()),
  /** Null when the reading does not reach over the whole window. */
  reported: ReportedUsage.nullable(),
  state: z.enum(USAGE_STATES),
  /** Why it is not verified; null when it is. */
  reason: z.string().nullable(),
})
export type UsageLine = z.infer<typeof UsageLine>

/** When a reported usage is held to be final. */
const StabilityRule = z.strictObject({
  /** Equal readings in a row. */
  stable_reads: z.int().positive(),
  /** Between two readings that count. */
  interval_minutes: z.number().min(0),
  /** From the end of a window to the first reading that counts. */
  delay_minutes: z.number().min(0),
})
export type StabilityRule = z.infer<typeof StabilityRule>

/** One line of .meta/usage_readings.jsonl: what a provider said once of the usage of the experiment's models, beside what was metered. */
export const UsageReading = z.strictObject({
  schema_version: z.literal(1),
  /** When the provider said it; for files, when they were written. */
  read_at: Timestamp,
  provider: z.enum(USAGE_PROVIDERS),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('api'), base_url: z.string() }),
    z.strictObject({
      kind: z.literal('import'),
      files: z.array(z.strictObject({ name: z.string(), sha256: Sha256 })),
    }),
  ]),
  bucket_width: z.enum(BUCKET_WIDTHS),
  /** Only these were asked for; empty: all. Anthropic calls a project a workspace. */
  projects: z.array(z.string()),
  api_key_ids: z.array(z.string()),
  rule: StabilityRule,
  lines: z.array(UsageLine),
  /** Calls of operations of which the provider reports no tokens. */
  left_out: z.array(z.strictObject({ operation: z.string(), calls: count })),
})
export type UsageReading = z.infer<typeof UsageReading>
