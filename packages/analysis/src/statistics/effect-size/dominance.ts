import { countBelow, countTied, countUpTo, sortedValues } from '../descriptive/sorted-values.ts'
import { rememberedOfTwo } from '../fixed-sample.ts'
import { requireFinite } from '../preconditions.ts'

/** How one sample lies against another, over all pairs (one value of each). */
export interface Dominance {
  /** Pairs with a > b, a < b. */
  greater: number
  less: number
  pairs: number
  /** Sum of t^3 - t over the groups of t values tied in both samples together. */
  tieSum: number
}

/**
 * Dominance of a over b, in one pass over both in their order instead of over all pairs. Source: Cliff 1993.
 * @throws RangeError when a value is not finite.
 */
export const dominance = rememberedOfTwo((a, b): Dominance => {
  requireFinite(a)
  requireFinite(b)
  const sortedA = sortedValues(a)
  const sortedB = sortedValues(b)
  let [greater, less, tieSum] = [0, 0, 0]
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const value = Math.min(sortedA[i] ?? Infinity, sortedB[j] ?? Infinity)
    const tiedA = sortedA[i] === value ? countTied(sortedA, i) : 0
    const tiedB = sortedB[j] === value ? countTied(sortedB, j) : 0
    greater += tiedA * j
    less += tiedA * (b.length - j - tiedB)
    tieSum += (tiedA + tiedB) ** 3 - (tiedA + tiedB)
    i += tiedA
    j += tiedB
  }
  return { greater, less, pairs: a.length * b.length, tieSum }
})

/**
 * For each a: (how many b it exceeds - how many exceed it)/n_b.
 * @throws RangeError when a value is not finite.
 */
export function dominanceOfEach(a: readonly number[], b: readonly number[]): number[] {
  requireFinite(a)
  requireFinite(b)
  const sorted = sortedValues(b)
  return a.map((value) => (countBelow(sorted, value) + countUpTo(sorted, value) - b.length) / b.length)
}
