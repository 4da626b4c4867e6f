import type { MetricDefinition } from '@genai-devbench/schema'

/** How the figures of one metric are written: one unit and one number of decimals for all of them, so that they line up. */
export interface NumberFormat {
  /** The unit the formatted numbers are in; empty for proportions, which carry their percent sign. */
  unit: string
  /** Values of the metric are divided by this first. */
  divisor: number
  format: (value: number) => string
}

const MINUTE = 60
const HOUR = 3600

/**
 * A format for the values of a metric in its `unit`. `values` are typical ones, null where there is none: the smallest
 * is written with three digits, unless the largest would get more than four.
 */
export function numberFormat(
  { unit, type }: Pick<MetricDefinition, 'unit' | 'type'>,
  values: readonly (number | null)[],
): NumberFormat {
  if (type === 'binary') return { unit: '', divisor: 1, format: formatPercent }
  const sizes = values.map((value) => Math.abs(value ?? 0)).filter((size) => size > 0)
  const smallest = Math.min(...sizes)
  const decimalsIn = (divisor: number): number =>
    Math.min(decimalsFor(3, smallest / divisor), decimalsFor(4, Math.max(...sizes) / divisor))
  if (unit === 'proportion') {
    const decimals = decimalsIn(0.01)
    return { unit: '', divisor: 1, format: (value) => `${formatDecimals(100 * value, decimals)}%` }
  }
  const scale = unit === 's' ? timeScale(smallest) : { unit, divisor: 1 }
  const decimals = decimalsIn(scale.divisor)
  return { ...scale, format: (value) => formatDecimals(value / scale.divisor, decimals) }
}

/** 12,345, 0.0123 or −1.5: with thousands separators, exactly so many decimals and a true minus. */
export function formatDecimals(value: number, decimals: number): string {
  // Without this -0.001 would become -0.00.
  const rounded = Number(value.toFixed(decimals)) + 0
  return formatterOf(decimals).format(rounded).replace('-', '−')
}

const formatters = new Map<number, Intl.NumberFormat>()

/** Making one takes far longer than using it. */
function formatterOf(decimals: number): Intl.NumberFormat {
  const known = formatters.get(decimals)
  if (known) return known
  const made = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  formatters.set(decimals, made)
  return made
}

export const formatCount = (value: number): string => formatDecimals(value, 0)

/** Exact to the hundredth of a cent, or to three digits where it is less. */
export function formatUsd(value: number): string {
  return formatDecimals(value, value === 0 || value >= 1 ? 2 : Math.max(4, decimalsFor(3, value)))
}

/** In whole percent; within one percent of never and always one decimal more, so that neither is said where it is not so. */
export function formatPercent(value: number): string {
  const fromEnd = Math.min(value, 1 - value)
  return `${formatDecimals(value * 100, fromEnd > 0 && fromEnd < 0.01 ? 1 : 0)}%`
}

function timeScale(seconds: number): Pick<NumberFormat, 'unit' | 'divisor'> {
  if (seconds < 10 * MINUTE || seconds === Infinity) return { unit: 's', divisor: 1 }
  return seconds < 10 * HOUR ? { unit: 'min', divisor: MINUTE } : { unit: 'h', divisor: HOUR }
}

/** Decimals that give a number of this size so many digits; none beyond the millionth. */
function decimalsFor(digits: number, size: number): number {
  const decimals = digits - 1 - Math.floor(Math.log10(size))
  return Number.isFinite(decimals) ? Math.min(Math.max(decimals, 0), 6) : 0
}

/** A ratio, with three significant digits: 0.00893, 1.25, 112. */
export const formatRatio = (value: number): string =>
  value.toLocaleString('en-US', {
    maximumSignificantDigits: 3,
    minimumSignificantDigits: value < 1000 ? 3 : 1,
  })
