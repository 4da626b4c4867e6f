import { OpenAiUsagePage, checkValue } from '@genai-devbench/schema'
import type { PagedBucket, UsageApi } from './usage-api.ts'

const OPERATIONS = {
  'organization.usage.completions.result': 'chat',
  'organization.usage.embeddings.result': 'embeddings',
} as const

/**
 * Source: OpenAI API reference, "Usage". Chat completions and responses are both counted as completions. How late usage
 * is reported is not documented: an hour is a cautious guess.
 */
export const openAiUsage: UsageApi = {
  id: 'openai',
  title: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  keyEnv: 'OPENAI_ADMIN_KEY',
  keyHint:
    'Usage is open to admin keys alone (sk-admin-...): an owner of the organization makes one at https://platform.openai.com/settings/organization/admin-keys.',
  projectField: 'project_id',
  paths: { chat: '/organization/usage/completions', embeddings: '/organization/usage/embeddings' },
  nothing: {
    chat: {
      requests: 0,
      input_tokens: 0,
      output_tokens: 0,
      cached_input_tokens: 0,
      cache_creation_input_tokens: null,
    },
    embeddings: {
      requests: 0,
      input_tokens: 0,
      output_tokens: null,
      cached_input_tokens: null,
      cache_creation_input_tokens: null,
    },
  },
  delayMinutes: 60,
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  query: ({ from, to }, width, { projects, apiKeyIds }) => [
    ['start_time', String(from / 1000)],
    ['end_time', String(to / 1000)],
    ['bucket_width', width],
    ['group_by[]', 'model'],
    ...projects.map((id): [string, string] => ['project_ids[]', id]),
    ...apiKeyIds.map((id): [string, string] => ['api_key_ids[]', id]),
  ],
  readPage(answer) {
    const checked = checkValue(answer, OpenAiUsagePage)
    if ('faults' in checked) return checked
    const { has_more, next_page } = checked.parsed
    return { page: { buckets: bucketsOf(checked.parsed), next: has_more ? (next_page ?? null) : undefined } }
  },
}

const bucketsOf = ({ data }: OpenAiUsagePage): PagedBucket[] =>
  data.map(({ start_time, end_time, results }) => ({
    from: start_time * 1000,
    to: end_time * 1000,
    results: results.map((result) => ({
      operation: OPERATIONS[result.object],
      model: result.model ?? null,
      project: result.project_id ?? null,
      apiKeyId: result.api_key_id ?? null,
      usage: {
        requests: result.num_model_requests,
        input_tokens: result.input_tokens,
        output_tokens: result.output_tokens ?? null,
        cached_input_tokens: result.input_cached_tokens ?? null,
        cache_creation_input_tokens: null,
      },
    })),
  }))
