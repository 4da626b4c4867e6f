import type { ProviderRequest } from '../provider.ts'

/** What a provider wants otherwise than the client sent it: where, and how its key goes with it. */
export interface Dialect {
  /** Path on the provider's server, below its base URL, with its query. */
  path(request: Pick<ProviderRequest, 'path' | 'model'>): string
  /** Name, value, name, value: the key's own, and what the provider asks for besides. */
  headers(apiKey: string | undefined, request: Pick<ProviderRequest, 'path' | 'headers'>): string[]
}
