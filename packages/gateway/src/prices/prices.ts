import { type Price, modelFamily } from '@genai-devbench/schema'
import type { TokenUsage } from '../calls/token-usage.ts'
import type { ListedPrice } from './listed-price.ts'
import { PRICES } from './price-table.ts'

export interface PriceTable {
  /** By exact name first, then without the date of a snapshot: gpt-4o-mini-2024-07-18 is priced as gpt-4o-mini. */
  lookup: (model: string) => ListedPrice | undefined
}

/**
 * The built-in prices under those of an experiment.
 *
 * @param overrides by model, USD per million tokens; one for `gpt-4o` also beats the built-in snapshots of gpt-4o
 * @param deployments by model, the name under which the provider has it: priced as the model
 */
export function priceTable(
  overrides: Readonly<Record<string, Price>> = {},
  deployments: Readonly<Record<string, string>> = {},
): PriceTable {
  const models = new Map(Object.entries(deployments).map(([model, deployment]) => [deployment, model]))
  const own = new Map(
    Object.entries(overrides).map(([model, price]) => [
      model,
      { price, as_of: null, source: 'llm.prices of the experiment' },
    ]),
  )
  return {
    lookup(name) {
      const model = models.get(name) ?? name
      const family = modelFamily(model)
      return own.get(model) ?? own.get(family) ?? PRICES.get(model) ?? PRICES.get(family)
    },
  }
}

/**
 * Cost in picodollars (1e-12 USD), in whole numbers. Tokens read from a cache or written to it, without a price of their own,
 * cost what input costs, and so does input of which the provider does not say what was cached. Undefined when the counts
 * contradict each other or the result would not be exact.
 */
export function costPicoUsd(usage: TokenUsage, price: Price): number | undefined {
  const cached = usage.cached ?? 0
  const fresh = usage.input - cached - usage.cacheWrite
  const forAnHour = usage.cacheWriteHour ?? 0
  const write = price.cache_write ?? price.input
  const cost =
    fresh * picoUsdPerToken(price.input) +
    cached * picoUsdPerToken(price.cached_input ?? price.input) +
    (usage.cacheWrite - forAnHour) * picoUsdPerToken(write) +
    forAnHour * picoUsdPerToken(price.cache_write_hour ?? write) +
    usage.output * picoUsdPerToken(price.output)
  return fresh >= 0 && forAnHour <= usage.cacheWrite && Number.isSafeInteger(cost) ? cost : undefined
}

/** The most that so many tokens can cost, cached or not; undefined for a model without a price. */
export function mostPicoUsd(
  { prices, model }: { prices: PriceTable; model: string | null },
  { input, output }: { input: number; output: number },
): number | undefined {
  const price = model === null ? undefined : prices.lookup(model)?.price
  if (price === undefined) return undefined
  const dearest = Math.max(
    price.input,
    price.cached_input ?? 0,
    price.cache_write ?? 0,
    price.cache_write_hour ?? 0,
  )
  return input * picoUsdPerToken(dearest) + output * picoUsdPerToken(price.output)
}

/** The name under which a model's calls are priced: the offline model answers under a name of its own. */
export const pricedModel = <Model extends string | null>(providerId: string, model: Model) =>
  providerId === 'scripted' ? 'scripted' : model

/** One dollar for a million tokens is 1e6 picodollars for one; list prices have far fewer than six decimals. */
const picoUsdPerToken = (usdPerMillion: number) => Math.round(usdPerMillion * 1e6)
