import * as z from 'zod'

export const CompanyOptions = z.strictObject({
  code_review: z.boolean().default(true).meta({
    description: 'Whether the engineer reviews each file after writing it: one more call for a file.',
  }),
  output_tokens: z
    .int()
    .positive()
    .default(4096)
    .meta({ description: 'Sent as max_tokens with every call. A file that is longer is cut off.' }),
})
export type CompanyOptions = z.infer<typeof CompanyOptions>
