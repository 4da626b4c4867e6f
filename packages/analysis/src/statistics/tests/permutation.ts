import { normalized } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { choose, combinations } from './combinations.ts'

/** All splits are gone through up to this many. */
export const MAX_EXACT_SPLITS = 20_000

export interface PermutationTest {
  permutations: number
  /** Permutations at least as far from 0 as what was observed, which is one of them. */
  extreme: number
  /** Two-sided, extreme/permutations. */
  p: number
}

/**
 * Exact permutation test of equal distributions by the difference of the means, over all C(n_a + n_b, n_a) splits.
 * Differences within 1e-9 of the observed one count as equal to it. Null when a sample is empty or there are more than
 * 20,000 splits. Source: Fisher 1935, Pitman 1937.
 * @throws RangeError when a value is not finite.
 */
export function exactPermutationTest(a: readonly number[], b: readonly number[]): Statistic<PermutationTest> {
  requireFinite(a)
  requireFinite(b)
  if (a.length === 0 || b.length === 0) return undetermined('no_observations')
  const n = a.length + b.length
  const splits = choose(n, a.length)
  if (splits > MAX_EXACT_SPLITS) return undetermined('too_many_observations')
  const values = normalized([a, b]).samples.flat()
  const total = values.reduce((sum, value) => sum + value, 0)
  const distance = (sum: number): number => Math.abs(sum / a.length - (total - sum) / b.length)
  const sumOf = (chosen: readonly number[]): number =>
    chosen.reduce((sum, index) => sum + (values[index] ?? 0), 0)
  const observed = distance(sumOf(Array.from(a.keys())))
  const spread = Math.max(...values) - Math.min(...values)
  let extreme = 0
  for (const chosen of combinations(n, a.length)) {
    if (distance(sumOf(chosen)) >= observed - 1e-9 * spread) extreme += 1
  }
  return determined({ permutations: splits, extreme, p: extreme / splits })
}
