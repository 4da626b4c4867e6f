import type { MetricDefinition } from '@genai-devbench/schema'

export interface AxisRange {
  scale: 'linear' | 'log'
  lo: number
  hi: number
}

/** A logarithmic axis from here on: the largest value so many times the smallest. */
const LOG_FROM = 20
const PADDING = 0.04

/**
 * The part of the axis that shows every value, and of each interval as much as fits into `room` times as much room again: an interval
 * of two runs can be a thousand times as wide as the values, which would be lost on its axis.
 */
export function axisRange(
  type: MetricDefinition['type'],
  values: readonly number[],
  bounds: readonly number[],
  room = 1,
): AxisRange {
  if (type === 'binary') return { scale: 'linear', lo: 0, hi: 1 }
  const min = Math.min(...values)
  const max = Math.max(...values)
  if (type === 'positive' && max / min >= LOG_FROM) return logRange(values, bounds, room)
  const { lo, hi, shown } = padded(min, max, bounds, room)
  // Near zero the axis starts at zero; it goes below only where something is there.
  return { scale: 'linear', lo: shown >= 0 && lo < 0.25 * hi ? 0 : lo, hi }
}

/** The same on a logarithmic axis, however close the values are: for ratios. */
export function logRange(values: readonly number[], bounds: readonly number[], room = 1): AxisRange {
  const { lo, hi } = padded(
    Math.log(Math.min(...values)),
    Math.log(Math.max(...values)),
    bounds.map(Math.log),
    room,
  )
  return { scale: 'log', lo: Math.exp(lo), hi: Math.exp(hi) }
}

/** Bounds of the axis, and `shown`, the lowest value that must be on it. */
function padded(
  min: number,
  max: number,
  bounds: readonly number[],
  room: number,
): { lo: number; hi: number; shown: number } {
  const extent = max - min || Math.abs(max) * 0.1 || 1
  const shown = Math.max(Math.min(min, ...bounds), min - room * extent)
  const highest = Math.min(Math.max(max, ...bounds), max + room * extent)
  const padding = max === min ? extent : PADDING * (highest - shown)
  return { lo: shown - padding, hi: highest + padding, shown }
}

/** Round numbers on the axis, about `count` of them. */
export function axisTicks({ scale, lo, hi }: AxisRange, count: number): number[] {
  return scale === 'log' ? logTicks(lo, hi, count) : linearTicks(lo, hi, count)
}

function linearTicks(lo: number, hi: number, count: number): number[] {
  const step = niceStep((hi - lo) / count)
  return multiples(Math.ceil(lo / step), Math.floor(hi / step)).map((multiple) => clean(multiple * step))
}

/** Powers of ten, with 2 and 5, or with 3, between them where there is room; over less than that, as on a linear axis. */
function logTicks(lo: number, hi: number, count: number): number[] {
  const exponents = multiples(Math.floor(Math.log10(lo)), Math.floor(Math.log10(hi)))
  const choices = [[1, 2, 5], [1, 3], [1]].map((digits) =>
    exponents
      .flatMap((exponent) => digits.map((digit) => clean(digit * 10 ** exponent)))
      .filter((tick) => tick >= lo && tick <= hi),
  )
  if ((choices[0]?.length ?? 0) < 3) return linearTicks(lo, hi, count)
  const fitting = choices.find((ticks) => ticks.length <= count) ?? choices.at(-1) ?? []
  const stride = Math.ceil(fitting.length / count)
  return fitting.filter((_, index) => index % stride === 0)
}

/** 1, 2 or 5 times a power of ten, at least `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  return power * ([1, 2, 5].find((digit) => digit * power >= size * (1 - 1e-9)) ?? 10)
}

/** Whole numbers from first to last. */
const multiples = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

const clean = (value: number): number => Number(value.toPrecision(12))
