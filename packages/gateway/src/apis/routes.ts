import { anthropicCountTokens, anthropicMessages } from './anthropic-messages.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiEmbeddings } from './openai-embeddings.ts'
import { openAiImages } from './openai-images.ts'
import { openAiResponses } from './openai-responses.ts'
import type { WireApi } from './wire-api.ts'

/** What may be posted below /v1. */
export const APIS: ReadonlyMap<string, WireApi> = new Map([
  ['/chat/completions', openAiChat],
  ['/responses', openAiResponses],
  ['/embeddings', openAiEmbeddings],
  ['/images/generations', openAiImages],
  ['/messages', anthropicMessages],
  ['/messages/count_tokens', anthropicCountTokens],
])
