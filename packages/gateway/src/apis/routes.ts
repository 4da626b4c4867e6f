import { anthropicMessages } from './anthropic-messages.ts'
import { countTokens } from './count-tokens.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiEmbeddings } from './openai-embeddings.ts'
import { openAiImages } from './openai-images.ts'
import { openAiResponses } from './openai-responses.ts'
import type { WireApi } from './wire-api.ts'

/** What may be posted below /v1. */
export const APIS: ReadonlyMap<string, WireApi> = new Map([
  ['/chat/completions', openAiChat],
  ['/responses', openAiResponses],
  ['/responses/input_tokens', countTokens],
  ['/embeddings', openAiEmbeddings],
  ['/images/generations', openAiImages],
  ['/messages', anthropicMessages],
  ['/messages/count_tokens', countTokens],
])

/**
 * Whether this may be read below /v1: it costs nothing and shows nothing but the models, and responses to whoever knows their
 * ids, as a request may go on from one (`previous_response_id`). Lists of what an account keeps are not for a framework.
 */
export const isReadable = (route: string): boolean => READABLE.test(route) && !CLIMBS.test(route)

const READABLE = /^\/(?:models(?:\/.+)?|responses\/[\w-]+(?:\/input_items)?)$/
const CLIMBS = /(?:\/|\\|%2f|%5c)(?:\.|%2e){1,2}(?:\/|\\|%2f|%5c|$)/i

export const SUPPORTED = `POST ${[...APIS.keys()].map((route) => `/v1${route}`).join(', ')}; GET /v1/models, /v1/models/{model}, /v1/responses/{response}, /v1/responses/{response}/input_items`
