import type { MetricId, MetricInResults, PairTest, RunResult } from '@genai-devbench/schema'
import { type MetricType, type Values, proportionOf } from '../pairs/effect.ts'
import { tTestOf } from '../pairs/pair-test.ts'
import { ENOUGH_FOR_T } from '../pairs/rank-tests.ts'
import { fisherExactTest } from '../statistics/proportions/fisher-exact.ts'
import { xoshiro128 } from '../statistics/resampling/random.ts'
import {
  type PermutationDistribution,
  permutationDistribution,
  permutationTestOf,
} from '../statistics/tests/brunner-munzel-permutation.ts'
import { brunnerMunzelTest } from '../statistics/tests/brunner-munzel.ts'

/** The p-value of the test that a metric's type declares, for a split of its runs; null where there is none. */
export type SplitTest = (a: readonly RunResult[], b: readonly RunResult[]) => number | null

export const TEST_OF: Record<MetricType, PairTest['name']> = {
  positive: 'welch_log',
  real: 'welch',
  count0: 'brunner_munzel',
  binary: 'fisher_exact',
}

export function splitTest(
  { id, type }: MetricInResults,
  runs: readonly RunResult[],
  seed: number,
): SplitTest {
  const p =
    type === 'count0' ? rankTest(valuesOf(runs, id), seed) : (a: Values, b: Values) => valueTest(type, a, b)
  return (a, b) => p(valuesOf(a, id), valuesOf(b, id))
}

export const valuesOf = (runs: readonly RunResult[], metric: MetricId): number[] =>
  runs.map(({ values }) => values[metric]).filter((value) => typeof value === 'number')

function valueTest(type: MetricType, a: Values, b: Values): number | null {
  if (a.length === 0 || b.length === 0) return null
  if (type !== 'binary') return tTestOf(type, a, b).value?.p ?? null
  return fisherExactTest(proportionOf(a), proportionOf(b)).p
}

/**
 * All splits of the same runs have one permutation distribution, so that it is found once, not anew for each of them.
 */
function rankTest(all: Values, seed: number): (a: Values, b: Values) => number | null {
  const known = new Map<number, PermutationDistribution>()
  const distributionOf = (smaller: number): PermutationDistribution => {
    const distribution = known.get(smaller) ?? permutationDistribution(all, smaller, xoshiro128(seed))
    known.set(smaller, distribution)
    return distribution
  }
  return (a, b) => {
    const test = brunnerMunzelTest(a, b)
    const isSeparated = test.reason === 'complete_separation'
    if (test.value === null && !isSeparated) return null
    if (test.value !== null && Math.min(a.length, b.length) >= ENOUGH_FOR_T) return test.value.p
    return permutationTestOf(a, b, distributionOf(Math.min(a.length, b.length))).value?.p ?? null
  }
}
