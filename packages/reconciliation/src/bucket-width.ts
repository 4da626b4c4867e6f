import type { BucketWidth } from '@genai-devbench/schema'

export const BUCKET_MS: Readonly<Record<BucketWidth, number>> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
}

/** Most buckets of one page, with OpenAI as with Anthropic. Source: "limit" in both API references. */
export const MOST_BUCKETS: Readonly<Record<BucketWidth, number>> = { '1m': 1440, '1h': 168, '1d': 31 }
