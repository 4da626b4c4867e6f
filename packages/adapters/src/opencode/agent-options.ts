import * as z from 'zod'

export const AgentOptions = z.strictObject({
  context_tokens: z.int().positive().default(128_000).meta({
    description: 'Context window of the model. The agent shortens a conversation that comes near it.',
  }),
  output_tokens: z
    .int()
    .positive()
    .default(16_384)
    .meta({ description: 'Sent as max_tokens with every call.' }),
  web: z.boolean().default(false).meta({
    description:
      'Whether the agent may fetch web pages. Off: what a run can read does not change with the day.',
  }),
})
export type AgentOptions = z.infer<typeof AgentOptions>
