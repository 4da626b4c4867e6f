import * as z from 'zod'
import { OutputTokens } from '../../metagpt/config.ts'

export const CompanyOptions = z.strictObject({
  code_review: z.boolean().default(true).meta({
    description: 'Whether the engineer reviews each file after writing it: one more call for a file.',
  }),
  output_tokens: OutputTokens,
})
export type CompanyOptions = z.infer<typeof CompanyOptions>
