import * as z from 'zod'
import { OutputTokens } from '../../metagpt/config.ts'

export const TeamOptions = z.strictObject({
  rounds: z.int().positive().default(20).meta({
    description:
      'How many times those of the team who have messages may have a turn. A road over three members takes seven.',
  }),
  output_tokens: OutputTokens,
})
export type TeamOptions = z.infer<typeof TeamOptions>
