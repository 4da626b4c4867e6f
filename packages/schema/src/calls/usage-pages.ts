import * as z from 'zod'

/** The pages in which providers report usage, as far as they are read. */

const count = z.int().min(0)
const id = z.string().nullish()

const paging = { has_more: z.boolean(), next_page: z.string().nullish() }

/**
 * Source: OpenAI API reference, "Usage": `GET /organization/usage/completions` and `/embeddings`; the latter has neither
 * output nor cached tokens.
 */
export const OpenAiUsagePage = z.object({
  data: z.array(
    z.object({
      /** Seconds since 1970. */
      start_time: count,
      end_time: count,
      results: z.array(
        z.object({
          object: z.enum(['organization.usage.completions.result', 'organization.usage.embeddings.result']),
          /** Cached ones included. */
          input_tokens: count,
          output_tokens: count.nullish(),
          input_cached_tokens: count.nullish(),
          num_model_requests: count,
          model: id,
          project_id: id,
          api_key_id: id,
        }),
      ),
    }),
  ),
  ...paging,
})
export type OpenAiUsagePage = z.infer<typeof OpenAiUsagePage>

const time = z.iso.datetime({ offset: true })

/** Source: Anthropic API reference, "Get Messages Usage Report": `GET /v1/organizations/usage_report/messages`. */
export const AnthropicUsagePage = z.object({
  data: z.array(
    z.object({
      starting_at: time,
      ending_at: time,
      results: z.array(
        z.object({
          uncached_input_tokens: count,
          cache_creation: z.object({ ephemeral_1h_input_tokens: count, ephemeral_5m_input_tokens: count }),
          cache_read_input_tokens: count,
          output_tokens: count,
          model: id,
          workspace_id: id,
          api_key_id: id,
        }),
      ),
    }),
  ),
  ...paging,
})
export type AnthropicUsagePage = z.infer<typeof AnthropicUsagePage>
