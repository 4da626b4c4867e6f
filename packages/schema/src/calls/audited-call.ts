import * as z from 'zod'
import { Sha256, Timestamp } from '../names.ts'

/** A body as it was at the audit log's place, after redaction: so nothing that was taken out can be found by trying. */
const AuditedBody = z.strictObject({
  sha256: Sha256,
  bytes: z.int().min(0),
  /** Matches that were taken out; 0: the hash is that of the body as it passed. */
  redactions: z.int().min(0),
  /** Whether audit_bodies/ of the run holds it, under its hash. Never of a compressed body: nobody looked into it. */
  kept: z.boolean(),
})

/** By name in lower case. Values that give access (keys, tokens, cookies) are `[redacted]`. */
const headers = z.record(z.string(), z.string())

/** One line of audit.jsonl: one call, written when it was over. */
export const AuditedCall = z.strictObject({
  /** `id` of the call in llm_calls.jsonl; null for one that no model answers and that is not there (count_tokens). */
  call: z.string().nullable(),
  /** When it began. */
  time: Timestamp,
  /** Without its query. */
  path: z.string(),
  /** What the framework was answered; null when it got no answer. */
  status: z.int().nullable(),
  /** Null when the call did not get as far as the audit log. */
  request: z.strictObject({ headers, body: AuditedBody }).nullable(),
  /** The provider's, as far as it came; null when none began. */
  answer: z.strictObject({ headers, body: AuditedBody }).nullable(),
})
export type AuditedCall = z.infer<typeof AuditedCall>
export type AuditedBody = z.infer<typeof AuditedBody>
