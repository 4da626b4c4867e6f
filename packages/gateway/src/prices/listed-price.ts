import type { Price } from '@genai-devbench/schema'

export interface ListedPrice {
  /** US dollars for a million tokens. */
  price: Price
  /** Day on which the source said so, YYYY-MM-DD; null for a price from the experiment's config. */
  as_of: string | null
  source: string
}

type Listed = (
  model: string,
  input: number,
  cachedInput: number | undefined,
  output: number,
  cacheWrite?: number,
  cacheWriteHour?: number,
) => [model: string, ListedPrice]

/** Writes down prices of one source. */
export const listedBy =
  (listing: { as_of: string; source: string }): Listed =>
  (model, input, cachedInput, output, cacheWrite, cacheWriteHour) => [
    model,
    {
      price: {
        input,
        ...(cachedInput !== undefined && { cached_input: cachedInput }),
        ...(cacheWrite !== undefined && { cache_write: cacheWrite }),
        ...(cacheWriteHour !== undefined && { cache_write_hour: cacheWriteHour }),
        output,
      },
      ...listing,
    },
  ]
