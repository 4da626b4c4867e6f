import * as z from 'zod'

/** A measured share; null where it could not be measured, with the reason. */
export const Score = z.union([
  z.strictObject({ value: z.number().min(0).max(1), reason: z.null() }),
  z.strictObject({ value: z.null(), reason: z.string().min(1) }),
])
export type Score = z.infer<typeof Score>
