import { AnthropicUsagePage, checkValue } from '@genai-devbench/schema'
import { BUCKET_MS } from '../bucket-width.ts'
import type { PagedBucket, UsageApi } from './usage-api.ts'

/**
 * Source: Anthropic API reference, "Get Messages Usage Report", and its guide "Usage and Cost API", by which usage typically
 * appears within 5 minutes: twice that is waited for. Requests are not counted there.
 */
export const anthropicUsage: UsageApi = {
  id: 'anthropic',
  title: 'Anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  keyEnv: 'ANTHROPIC_ADMIN_API_KEY',
  keyHint:
    'Usage is open to admin keys alone (sk-ant-admin...): an admin of the organization makes one at https://console.anthropic.com/settings/admin-keys.',
  projectField: 'workspace_id',
  paths: { chat: '/organizations/usage_report/messages' },
  nothing: {
    chat: {
      requests: null,
      input_tokens: 0,
      output_tokens: 0,
      cached_input_tokens: 0,
      cache_creation_input_tokens: 0,
    },
  },
  delayMinutes: 10,
  headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  query: ({ from, to }, width, { projects, apiKeyIds }) => [
    ['starting_at', new Date(from).toISOString()],
    // Buckets come that end before this time: one more, so that the last one does, whether or not at it counts as before it.
    ['ending_at', new Date(to + BUCKET_MS[width]).toISOString()],
    ['bucket_width', width],
    ['group_by[]', 'model'],
    ...projects.map((id): [string, string] => ['workspace_ids[]', id]),
    ...apiKeyIds.map((id): [string, string] => ['api_key_ids[]', id]),
  ],
  readPage(answer) {
    const checked = checkValue(answer, AnthropicUsagePage)
    if ('faults' in checked) return checked
    const { has_more, next_page } = checked.parsed
    return { page: { buckets: bucketsOf(checked.parsed), next: has_more ? (next_page ?? null) : undefined } }
  },
}

const bucketsOf = ({ data }: AnthropicUsagePage): PagedBucket[] =>
  data.map(({ starting_at, ending_at, results }) => ({
    from: Date.parse(starting_at),
    to: Date.parse(ending_at),
    results: results.map((result) => {
      const written =
        result.cache_creation.ephemeral_1h_input_tokens + result.cache_creation.ephemeral_5m_input_tokens
      return {
        operation: 'chat',
        model: result.model ?? null,
        project: result.workspace_id ?? null,
        apiKeyId: result.api_key_id ?? null,
        usage: {
          requests: null,
          input_tokens: result.uncached_input_tokens + written + result.cache_read_input_tokens,
          output_tokens: result.output_tokens,
          cached_input_tokens: result.cache_read_input_tokens,
          cache_creation_input_tokens: written,
        },
      }
    }),
  }))
