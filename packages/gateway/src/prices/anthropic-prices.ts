import { type ListedPrice, listedBy } from './listed-price.ts'

const listed = listedBy({
  as_of: '2026-07-02',
  source:
    'https://platform.claude.com/docs/en/about-claude/pricing, as recorded in github.com/anomalyco/models.dev at f3fc6922',
})

/**
 * US dollars for a million tokens: of input, of input read from the cache, of output, of input written to the cache
 * for five minutes, and for an hour: the pricing page gives the last as twice the price of input.
 */
export const ANTHROPIC_PRICES: readonly [model: string, ListedPrice][] = [
  listed('claude-3-haiku', 0.25, 0.03, 1.25, 0.3, 0.5),
  listed('claude-3-opus', 15, 1.5, 75, 18.75, 30),
  listed('claude-3-5-sonnet', 3, 0.3, 15, 3.75, 6),
  listed('claude-3-7-sonnet', 3, 0.3, 15, 3.75, 6),
  listed('claude-haiku-4-5', 1, 0.1, 5, 1.25, 2),
  listed('claude-sonnet-4', 3, 0.3, 15, 3.75, 6),
  listed('claude-sonnet-4-0', 3, 0.3, 15, 3.75, 6),
  listed('claude-sonnet-4-5', 3, 0.3, 15, 3.75, 6),
  listed('claude-sonnet-4-6', 3, 0.3, 15, 3.75, 6),
  listed('claude-sonnet-5', 2, 0.2, 10, 2.5, 4),
  listed('claude-opus-4', 15, 1.5, 75, 18.75, 30),
  listed('claude-opus-4-0', 15, 1.5, 75, 18.75, 30),
  listed('claude-opus-4-1', 15, 1.5, 75, 18.75, 30),
  listed('claude-opus-4-5', 5, 0.5, 25, 6.25, 10),
  listed('claude-opus-4-6', 5, 0.5, 25, 6.25, 10),
  listed('claude-opus-4-7', 5, 0.5, 25, 6.25, 10),
  listed('claude-opus-4-8', 5, 0.5, 25, 6.25, 10),
]
