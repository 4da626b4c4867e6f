import * as z from 'zod'
import { Sha256, Timestamp } from '../names.ts'

/** recordings/recording.json: whose answers are recorded, and what was set in every request. */
export const RecordingHeader = z.strictObject({
  schema_version: z.literal(1),
  experiment: z.string(),
  /** Who answered. */
  provider: z.string(),
  model: z.string(),
  /** Names under which the provider has a model, by model, where they differ. */
  deployments: z.record(z.string(), z.string()).default({}),
  temperature: z.number().nullable(),
  seed: z.int().min(0),
  pin: z.strictObject({ model: z.boolean(), temperature: z.boolean(), seed: z.boolean() }),
  /** Of the shields and redactions that requests passed: a replay needs the same. */
  middleware_sha256: Sha256.optional(),
  begun_at: Timestamp,
  toolkit_version: z.string(),
})
export type RecordingHeader = z.infer<typeof RecordingHeader>

/**
 * One line of recordings/<framework>/run_NNN.jsonl: one request and what came back. The bodies are files of their own under
 * recordings/bodies, named by their sha256.
 */
export const RecordedCall = z.strictObject({
  attempt: z.int().positive(),
  step: z.int().positive(),
  phase: z.string(),
  /** 1 for what this phase of this step asked first, whenever it was answered. */
  place: z.int().positive(),
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  /** The request in its canonical form; null when it had no body. */
  request: Sha256.nullable(),
  /** Null when no answer began. */
  answer: z
    .strictObject({
      status: z.int(),
      /** Those that mean something to a client; the others are not kept. */
      headers: z.record(z.string(), z.string()),
      body: Sha256,
      /** Lengths in bytes of the pieces in which the body came. */
      chunks: z.array(z.int().positive()),
    })
    .nullable(),
  /** `failed`: the provider broke it off or was not reached. `aborted`: the client went away or the step ended. */
  end: z.enum(['answered', 'failed', 'aborted']),
  /** Whether any of the request may have reached the provider. */
  sent: z.boolean(),
  error: z.string().nullable(),
})
export type RecordedCall = z.infer<typeof RecordedCall>
