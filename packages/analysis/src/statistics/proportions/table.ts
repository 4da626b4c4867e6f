import { requireProportion } from '../preconditions.ts'

/** Successes among the n runs of one arm. */
export interface Proportion {
  x: number
  n: number
}

/** @throws RangeError when a count is not whole, or not 0 <= x <= n. */
export function requireProportions(...arms: readonly Proportion[]): void {
  for (const { x, n } of arms) requireProportion(x, n)
}

/**
 * The noncentral hypergeometric distribution of the successes of the first arm, given both sizes and the number of
 * successes, when the odds ratio is `oddsRatio` > 0. Weights are taken relative to the largest, so none overflows.
 */
export function conditionalDistribution(
  a: Proportion,
  b: Proportion,
  oddsRatio: number,
): { lowest: number; probabilities: number[] } {
  const successes = a.x + b.x
  const lowest = Math.max(0, successes - b.n)
  const highest = Math.min(a.n, successes)
  const logWeights = [0]
  for (let x = lowest; x < highest; x++) {
    const ratio = ((a.n - x) / (x + 1)) * ((successes - x) / (b.n - successes + x + 1))
    logWeights.push((logWeights.at(-1) ?? 0) + Math.log(ratio) + Math.log(oddsRatio))
  }
  const largest = Math.max(...logWeights)
  const weights = logWeights.map((logarithm) => Math.exp(logarithm - largest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { lowest, probabilities: weights.map((weight) => weight / total) }
}
