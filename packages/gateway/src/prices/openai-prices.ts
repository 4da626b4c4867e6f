import { type ListedPrice, listedBy } from './listed-price.ts'

const listed = listedBy({
  as_of: '2026-07-02',
  source:
    'https://developers.openai.com/api/docs/pricing, as recorded in github.com/anomalyco/models.dev at f3fc6922',
})

/** US dollars for a million tokens: of input, of cached input where that has a price of its own, of output. */
export const OPENAI_PRICES: readonly [model: string, ListedPrice][] = [
  listed('gpt-3.5-turbo', 0.5, undefined, 1.5),
  listed('gpt-4', 30, undefined, 60),
  listed('gpt-4-turbo', 10, undefined, 30),
  listed('gpt-4o', 2.5, 1.25, 10),
  listed('gpt-4o-2024-05-13', 5, undefined, 15),
  listed('gpt-4o-mini', 0.15, 0.075, 0.6),
  listed('gpt-4.1', 2, 0.5, 8),
  listed('gpt-4.1-mini', 0.4, 0.1, 1.6),
  listed('gpt-4.1-nano', 0.1, 0.025, 0.4),
  listed('gpt-5', 1.25, 0.125, 10),
  listed('gpt-5-chat-latest', 1.25, 0.125, 10),
  listed('gpt-5-mini', 0.25, 0.025, 2),
  listed('gpt-5-nano', 0.05, 0.005, 0.4),
  listed('gpt-5.1', 1.25, 0.125, 10),
  listed('gpt-5.1-chat-latest', 1.25, 0.125, 10),
  listed('gpt-5.2', 1.75, 0.175, 14),
  listed('gpt-5.2-chat-latest', 1.75, 0.175, 14),
  listed('gpt-5.3-chat-latest', 1.75, 0.175, 14),
  listed('gpt-5.4-mini', 0.75, 0.075, 4.5),
  listed('gpt-5.4-nano', 0.2, 0.02, 1.25),
  listed('o1', 15, 7.5, 60),
  listed('o3', 2, 0.5, 8),
  listed('o3-mini', 1.1, 0.55, 4.4),
  listed('o4-mini', 1.1, 0.275, 4.4),
  listed('text-embedding-3-small', 0.02, undefined, 0),
  listed('text-embedding-3-large', 0.13, undefined, 0),
]
