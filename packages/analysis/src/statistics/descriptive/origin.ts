import { sortedValues } from './sorted-values.ts'

/**
 * The sorted values less the middle one. Spread does not change with the origin, but its digits do:
 * far from zero an interpolated quantile is rounded to the grid of the large values, a difference between them is not.
 */
export function fromMiddle(values: readonly number[]): number[] {
  const ordered = sorted(values)
  const middle = ordered[Math.floor((ordered.length - 1) / 2)] ?? 0
  return ordered.map((value) => value - middle)
}

/**
 * All samples, each in its own order, less the middle one of all their values and divided by a power of two near the
 * largest: differences between samples keep their digits at any offset, and no square of them leaves the doubles.
 */
export function normalized(samples: readonly (readonly number[])[]): { scale: number; samples: number[][] } {
  const ordered = sortedValues(samples.flat())
  const largest = Math.max(Math.abs(ordered[0] ?? 0), Math.abs(ordered.at(-1) ?? 0))
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest))
  const middle = (ordered[Math.floor((ordered.length - 1) / 2)] ?? 0) / scale
  return { scale, samples: samples.map((values) => values.map((value) => value / scale - middle)) }
}

/** From this many times the range on, the digits of a centre, rounded to the grid of the values, become few. */
const FAR = 2 ** 20

/**
 * |x - median| of each value, in their order. The median is taken of the values as they are, as in R, so that what
 * is tied there is tied here; only samples far from zero are shifted first, which is exact there.
 */
export function distancesFromMedian(values: readonly number[]): number[] {
  const ordered = sortedValues(values)
  const [lowest = 0, highest = 0] = [ordered[0], ordered.at(-1)]
  const isFar = Math.max(Math.abs(lowest), Math.abs(highest)) > FAR * (highest - lowest)
  const origin = isFar ? lowest : 0
  const upper = (ordered[Math.floor(ordered.length / 2)] ?? 0) - origin
  const lower = (ordered[Math.ceil(ordered.length / 2) - 1] ?? 0) - origin
  const median = ordered.length % 2 === 1 ? upper : (lower + upper) / 2
  return values.map((value) => Math.abs(value - origin - median))
}

export function sorted(values: readonly number[]): number[] {
  return Array.from(sortedValues(values))
}
