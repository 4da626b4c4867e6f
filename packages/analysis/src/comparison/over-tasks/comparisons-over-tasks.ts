import type { ComparisonOverTasks, MetricInResults } from '@genai-devbench/schema'
import { ADJUSTMENT, pairs, withReason } from '../../findings/metrics/compare-arms.ts'
import { verdictOf } from '../../pairs/verdict.ts'
import type { WithArms } from '../described-experiments.ts'
import { type OverTasksOptions, type PairOverTasks, pairOverTasks } from './pair-over-tasks.ts'

/** Every pair of frameworks, in their order, under every metric: primary metrics are one family, secondary ones another. */
export function comparisonsOverTasks(
  tasks: readonly WithArms[],
  frameworks: readonly string[],
  metrics: readonly MetricInResults[],
  options: OverTasksOptions,
): ComparisonOverTasks[] {
  return (['primary', 'secondary'] as const).flatMap((role) => {
    const found = metrics
      .filter((metric) => metric.role === role)
      .flatMap((metric) => pairs(frameworks).map(([a, b]) => pairOverTasks({ metric, a, b }, tasks, options)))
    return withinFamily(found, role, options.level)
  })
}

/** Adds what depends on the other pairs of the family: adjusted p-values, the smallest there can be, the verdict. */
function withinFamily(
  found: readonly PairOverTasks[],
  role: MetricInResults['role'],
  level: number,
): ComparisonOverTasks[] {
  const { adjust, adjusted } = ADJUSTMENT[role]
  const testP = adjusted(found.map(({ signed_rank }) => signed_rank.p))
  const smallestP = adjusted(found.map(({ signed_rank }) => signed_rank.smallest_p))
  const equivalenceP = adjusted(found.map(({ equivalence }) => equivalence.p_tost))
  return found.map(({ signed_rank, equivalence, reasons, ...others }, index) => {
    const p = testP[index] ?? null
    const smallest = smallestP[index] ?? null
    const pEquivalence = equivalenceP[index] ?? null
    const verdict = verdictOf(p, pEquivalence, 1 - level)
    const whyNoP = withReason(signed_rank.reasons, 'p_adjusted', p, signed_rank.reasons['p'])
    return {
      ...others,
      signed_rank: {
        ...signed_rank,
        p_adjusted: p,
        adjust,
        family_size: found.length,
        smallest_p_adjusted: smallest,
        reasons: withReason(whyNoP, 'smallest_p_adjusted', smallest, signed_rank.reasons['smallest_p']),
      },
      equivalence: {
        ...equivalence,
        p_adjusted: pEquivalence,
        reasons: withReason(equivalence.reasons, 'p_adjusted', pEquivalence, equivalence.reasons['p_tost']),
      },
      verdict,
      reasons: withReason(reasons, 'verdict', verdict, signed_rank.reasons['p']),
    }
  })
}
