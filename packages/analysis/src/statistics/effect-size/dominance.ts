import { requireFinite } from '../preconditions.ts'

/** How one sample lies against another, over all pairs (one value of each). */
export interface Dominance {
  /** Pairs with a > b, a < b. */
  greater: number
  less: number
  pairs: number
  /** For each a: (how many b it exceeds - how many exceed it)/n_b. For each b the same, seen from a. */
  rows: readonly number[]
  columns: readonly number[]
}

/**
 * Dominance of a over b, in O((n_a + n_b) log(n_a + n_b)) instead of over all pairs. Source: Cliff 1993.
 * @throws RangeError when a value is not finite.
 */
export function dominance(a: readonly number[], b: readonly number[]): Dominance {
  requireFinite(a)
  requireFinite(b)
  const sortedA = Float64Array.from(a).toSorted()
  const sortedB = Float64Array.from(b).toSorted()
  const againstB = a.map((value) => ranks(sortedB, value))
  const againstA = b.map((value) => ranks(sortedA, value))
  return {
    greater: againstB.reduce((total, { below }) => total + below, 0),
    less: againstB.reduce((total, { above }) => total + above, 0),
    pairs: a.length * b.length,
    rows: againstB.map(({ below, above }) => (below - above) / b.length),
    columns: againstA.map(({ below, above }) => (above - below) / a.length),
  }
}

/** How many of the sorted values lie below and above x. */
function ranks(sorted: Float64Array, x: number): { below: number; above: number } {
  return {
    below: firstIndex(sorted, (value) => value >= x),
    above: sorted.length - firstIndex(sorted, (value) => value > x),
  }
}

/** Index of the first value for which a monotone condition holds; the length when there is none. */
function firstIndex(sorted: Float64Array, condition: (value: number) => boolean): number {
  let lo = 0
  let hi = sorted.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    const value = sorted[middle]
    if (value === undefined || condition(value)) hi = middle
    else lo = middle + 1
  }
  return lo
}
