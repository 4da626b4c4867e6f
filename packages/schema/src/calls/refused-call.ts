import * as z from 'zod'
import { Timestamp } from '../names.ts'

/** One line of .meta/refused_calls.jsonl: a request to the gateway that was not let in, and never reached a provider. */
export const RefusedCall = z.strictObject({
  time: Timestamp,
  method: z.string(),
  /** Below the session's address: `/v1/chat/completions`. */
  path: z.string(),
  reason: z.enum(['unknown_address', 'wrong_key', 'session_over']),
  /** Whose address it was; null when it is nobody's. */
  caller: z
    .strictObject({
      framework: z.string(),
      run: z.int().positive(),
      attempt: z.int().positive(),
      step: z.int().positive(),
      phase: z.string(),
    })
    .nullable(),
})
export type RefusedCall = z.infer<typeof RefusedCall>
