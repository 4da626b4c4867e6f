import { z } from 'zod'

export const BaesOptions = z.strictObject({
  max_retries: z.int().min(0).max(20).default(3).meta({
    description: 'How often BAeS lets an agent try again whose work its own reviewer refuses.',
  }),
  templates: z.boolean().default(false).meta({
    description:
      'Its templates in place of calls to the model, which BAeS has on by default. Of what they make at the pinned commit no route is served.',
  }),
})
export type BaesOptions = z.infer<typeof BaesOptions>
