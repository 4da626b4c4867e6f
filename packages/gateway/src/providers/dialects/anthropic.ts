import { headerValue } from '../../http/headers.ts'
import type { Dialect } from './dialect.ts'
import { openAiDialect } from './openai.ts'

const VERSION = '2023-06-01'

/**
 * Anthropic's key is no bearer token, but for the chat completions it offers to OpenAI's clients.
 * Source: Anthropic API reference, "Authentication", "Versions" and "OpenAI SDK compatibility".
 */
export const anthropicDialect: Dialect = {
  path: ({ path }) => path,
  headers(apiKey, { path, headers }) {
    if (path.startsWith('/chat/')) return openAiDialect.headers(apiKey, { path, headers })
    const version = headerValue(headers, 'anthropic-version') === '' ? ['anthropic-version', VERSION] : []
    return apiKey === undefined ? version : ['x-api-key', apiKey, ...version]
  },
}
