import { remembered } from '../fixed-sample.ts'

/** In ascending order. As plain numbers: by a comparator it would take many times as long. */
export const sortedValues = remembered((values): Float64Array => new Float64Array(values).toSorted())

/** How many of the sorted values lie below x. */
export function countBelow(sorted: Float64Array, x: number): number {
  let lo = 0
  let hi = sorted.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((sorted[middle] ?? x) >= x) hi = middle
    else lo = middle + 1
  }
  return lo
}

/** How many of the sorted values lie below x or are equal to it. */
export function countUpTo(sorted: Float64Array, x: number): number {
  let lo = 0
  let hi = sorted.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((sorted[middle] ?? x) > x) hi = middle
    else lo = middle + 1
  }
  return lo
}

/** How many of the sorted values from index `from` on are equal to the one there. */
export function countTied(sorted: Float64Array, from: number): number {
  const value = sorted[from]
  let end = from
  while (end < sorted.length && sorted[end] === value) end++
  return end - from
}
