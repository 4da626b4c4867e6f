import { describe, expect, test } from 'vitest'
import { PRICES } from '../src/prices/price-table.ts'
import { costPicoUsd, priceTable } from '../src/prices/prices.ts'

const tokens = { input: 1200, output: 34, cached: 1000, cacheWrite: 0, reasoning: 20 }

describe('priceTable', () => {
  test('knows a model by its name and by its dated snapshots', () => {
    const { lookup } = priceTable()
    expect(lookup('gpt-4o-mini-2024-07-18')).toEqual(lookup('gpt-4o-mini'))
    expect(lookup('gpt-4o-mini')?.price).toEqual({ input: 0.15, cached_input: 0.075, output: 0.6 })
  })

  test('knows what Anthropic takes for what is put into a cache', () => {
    expect(priceTable().lookup('claude-sonnet-4-5-20250929')?.price).toEqual({
      input: 3,
      cached_input: 0.3,
      cache_write: 3.75,
      cache_write_hour: 6,
      output: 15,
    })
  })

  test('prefers a snapshot with a price of its own', () => {
    expect(priceTable().lookup('gpt-4o-2024-05-13')?.price).toEqual({ input: 5, output: 15 })
    expect(priceTable().lookup('gpt-4o-2024-08-06')?.price.input).toBe(2.5)
  })

  test.each([
    'gpt-4o-audio-preview',
    'gpt-4',
    'gpt-4o-mini-2',
    'openai/gpt-4o',
    '',
    '__proto__',
    'constructor',
  ])('takes no model for another: %s', (model) =>
    expect(priceTable().lookup(model) === undefined).toBe(model !== 'gpt-4'),
  )

  test('lets the prices of an experiment beat the built-in ones, snapshots included', () => {
    const { lookup } = priceTable({ 'gpt-4o': { input: 1, output: 2 }, scripted: { input: 3, output: 4 } })
    expect(lookup('gpt-4o-2024-05-13')?.price).toEqual({ input: 1, output: 2 })
    expect(lookup('scripted')).toMatchObject({ price: { input: 3 }, as_of: null })
    expect(lookup('gpt-4o-mini')?.price.input).toBe(0.15)
  })

  test('names day and source of every built-in price, each whole in picodollars for a token', () => {
    for (const { price, as_of, source } of PRICES.values()) {
      expect(as_of).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(source).toMatch(/^https:/)
      for (const usd of [price.input, price.cached_input ?? 0, price.output])
        expect(usd * 1e6).toBeCloseTo(Math.round(usd * 1e6), 6)
    }
  })
})

describe('costPicoUsd', () => {
  test('is exact: 200 at 0.15, 1000 cached at 0.075 and 34 at 0.60 dollars for a million', () => {
    expect(costPicoUsd(tokens, { input: 0.15, cached_input: 0.075, output: 0.6 })).toBe(
      200 * 150_000 + 1000 * 75_000 + 34 * 600_000,
    )
  })

  test('has a price for what is written to a cache', () => {
    const price = { input: 3, cached_input: 0.3, cache_write: 3.75, output: 15 }
    expect(costPicoUsd({ ...tokens, cacheWrite: 100 }, price)).toBe(
      100 * 3_000_000 + 1000 * 300_000 + 100 * 3_750_000 + 34 * 15_000_000,
    )
    expect(costPicoUsd({ ...tokens, cacheWrite: 201 }, price)).toBeUndefined()
  })

  test('has another price for what a cache keeps for an hour', () => {
    const price = { input: 3, cached_input: 0.3, cache_write: 3.75, cache_write_hour: 6, output: 15 }
    const usage = { ...tokens, cacheWrite: 100, cacheWriteHour: 60 }
    const rest = 100 * 3_000_000 + 1000 * 300_000 + 40 * 3_750_000 + 34 * 15_000_000
    expect(costPicoUsd(usage, price)).toBe(rest + 60 * 6_000_000)
    const { cache_write_hour: _, ...without } = price
    expect(costPicoUsd(usage, without)).toBe(rest + 60 * 3_750_000)
    expect(costPicoUsd({ ...usage, cacheWriteHour: 101 }, price)).toBeUndefined()
  })

  test('takes the input price for cached tokens without one, and for input of which nothing is said', () => {
    const price = { input: 10, output: 30 }
    expect(costPicoUsd(tokens, price)).toBe(1200 * 10_000_000 + 34 * 30_000_000)
    expect(costPicoUsd({ ...tokens, cached: null }, { ...price, cached_input: 1 })).toBe(
      1200 * 10_000_000 + 34 * 30_000_000,
    )
  })

  test('is not given where counts contradict each other or whole numbers end', () => {
    expect(costPicoUsd({ ...tokens, cached: 1201 }, { input: 1, output: 1 })).toBeUndefined()
    expect(costPicoUsd({ ...tokens, output: 1e15 }, { input: 1, output: 1 })).toBeUndefined()
  })
})
