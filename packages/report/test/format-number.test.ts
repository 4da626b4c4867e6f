import { METRICS } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { formatUsd, numberFormat } from '../src/format-number.ts'

function formatAll(metric: keyof typeof METRICS, values: number[]): string {
  const { unit, format } = numberFormat(METRICS[metric], values)
  return `${values.map(format).join(' ')} ${unit}`.trim()
}

test('counts have thousands separators and no decimals that say nothing', () => {
  expect(formatAll('tokens_total', [12_345.6, 999.4, 1_234_567])).toBe('12,346 999 1,234,567 tokens')
  expect(formatAll('api_calls', [5.333, 126])).toBe('5.3 126.0 calls')
})

test('all figures of one metric have the same unit and the same decimals', () => {
  expect(formatAll('wall_seconds', [12.34, 5.6])).toBe('12.34 5.60 s')
  expect(formatAll('wall_seconds', [599, 7200])).toBe('599 7,200 s')
  expect(formatAll('wall_seconds', [601, 7200])).toBe('10.0 120.0 min')
  expect(formatAll('wall_seconds', [40_000, 90_000])).toBe('11.1 25.0 h')
  expect(formatAll('cost_usd', [0.012_345, 0.5])).toBe('0.0123 0.5000 USD')
})

test('proportions are percentages, never 0% or 100% where that is not so', () => {
  expect(formatAll('success', [0, 2 / 3, 0.996, 0.004, 1])).toBe('0% 67% 99.6% 0.4% 100%')
  expect(formatAll('functionality', [0.219, 0.8047, 1])).toBe('21.9% 80.5% 100.0%')
  expect(formatAll('functionality', [1, 1])).toBe('100% 100%')
})

test('no value at all needs no format', () => {
  expect(numberFormat(METRICS.cost_usd, [null]).unit).toBe('USD')
})

test('sums of money show cents, and more where cents would hide them', () => {
  expect([0, 12.345, 0.0123, 0.000_001_234].map(formatUsd)).toEqual(['0.00', '12.35', '0.0123', '0.000001'])
})

test('a negative number that rounds to zero has no sign', () => {
  expect(numberFormat(METRICS.tokens_total, [1000]).format(-0.2)).toBe('0')
})
