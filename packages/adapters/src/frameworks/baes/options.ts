import * as z from 'zod'

export const BaesOptions = z.strictObject({
  max_retries: z.int().min(0).max(20).default(3).meta({
    description: 'How often BAeS lets an agent try again whose work its own reviewer refuses.',
  }),
})
export type BaesOptions = z.infer<typeof BaesOptions>
