import { ANTHROPIC_PRICES } from './anthropic-prices.ts'
import type { ListedPrice } from './listed-price.ts'
import { OPENAI_PRICES } from './openai-prices.ts'

/**
 * List prices of models that cost the same whatever the length of the input, standard tier, in USD per million tokens. Models with
 * a higher rate for long inputs are left out: one rate would be wrong for some of their calls. A price an experiment needs and
 * that is not here, or has changed since, goes into `llm.prices` of its config.
 */
export const PRICES: ReadonlyMap<string, ListedPrice> = new Map([...OPENAI_PRICES, ...ANTHROPIC_PRICES])
