/** Tokens as the provider counted them; null where it says nothing. */
export interface TokenUsage {
  /** Cached ones and those written to a cache included. */
  input: number
  /** Those of the reasoning included. */
  output: number
  /** Read from a cache of the provider's. */
  cached: number | null
  /** Written to a cache, where the provider charges for that by itself; else 0. */
  cacheWrite: number
  /** Those of them that the cache keeps for an hour, where that costs more; absent where there are none. */
  cacheWriteHour?: number
  reasoning: number | null
}

export const NO_TOKENS: TokenUsage = { input: 0, output: 0, cached: 0, cacheWrite: 0, reasoning: 0 }

/** A number of tokens; null for whatever is none. */
export const tokenCount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
