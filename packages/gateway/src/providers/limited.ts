import type { LlmLimits } from '@genai-devbench/schema'
import { type Clock, systemClock } from '../limits/clock.ts'
import type { Provider } from './provider.ts'
import { rateLimitedProvider } from './rate-limited.ts'
import { retryingProvider } from './retrying.ts'

/** A provider within the limits of an experiment. Every attempt of a call keeps to the rates. */
export function limitedProvider(
  provider: Provider,
  { rate_limit, max_concurrency, retry }: Pick<LlmLimits, 'rate_limit' | 'max_concurrency' | 'retry'>,
  { clock = systemClock, random = Math.random }: { clock?: Clock; random?: () => number } = {},
): Provider {
  const maxDelayMs = retry.max_delay * 1000
  return retryingProvider(
    rateLimitedProvider(provider, {
      requestsPerMinute: rate_limit?.requests_per_minute,
      tokensPerMinute: rate_limit?.tokens_per_minute,
      maxConcurrency: max_concurrency,
      maxPauseMs: maxDelayMs,
      clock,
    }),
    { maxAttempts: retry.max_attempts, baseDelayMs: retry.base_delay * 1000, maxDelayMs, clock, random },
  )
}
