import type { Comparison, ComparisonWarning, MetricId, MetricInResults } from '@genai-devbench/schema'
import { type PairFindings, type PairOptions, compareSamples } from '../../pairs/compare-samples.ts'
import { simultaneousInterval } from '../../pairs/effect.ts'
import type { Sesoi } from '../../pairs/margin.ts'
import { verdictOf, whyNoVerdict } from '../../pairs/verdict.ts'
import { type Adjustment, benjaminiHochberg, holm, ofPlanned } from '../../statistics/multiplicity/adjust.ts'
import { type Arm, valuesOf } from '../arms.ts'
import { anytimeEffect } from './anytime-effect.ts'
import { isCensored } from './censoring.ts'
import type { IntervalRule } from './estimate-interval.ts'
import { FEW_RUNS } from '../notices/plan-notices.ts'
import { withinDifferences } from './possible-range.ts'
import { repeatedRuns } from './repetition.ts'

export interface ComparisonOptions extends Omit<PairOptions, 'sesoi'> {
  /** By metric; null where none is declared. */
  sesoiOf(metric: MetricId): Sesoi
  rule: IntervalRule
}

/** Every pair of frameworks, in their order, under every metric: primary metrics are one family, secondary ones another. */
export function compareArms(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
  options: ComparisonOptions,
): Comparison[] {
  const repeated = new Set(arms.filter((arm) => repeatedRuns(arm) > 0))
  return (['primary', 'secondary'] as const).flatMap((role) => {
    const found = metrics
      .filter((metric) => metric.role === role)
      .flatMap((metric) => pairs(arms).map(([a, b]) => compare(a, b, metric, options)))
    return withinFamily(found, role, options, repeated)
  })
}

export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]))
}

interface Compared {
  a: Arm
  b: Arm
  metric: MetricInResults
  findings: PairFindings
}

function compare(a: Arm, b: Arm, metric: MetricInResults, options: ComparisonOptions): Compared {
  const { level, seed } = options
  const sesoi = options.sesoiOf(metric.id)
  const findings = compareSamples(metric.type, valuesOf(a, metric.id), valuesOf(b, metric.id), {
    level,
    seed,
    sesoi,
  })
  return { a, b, metric, findings }
}

/** How each family is corrected for its size. */
export const ADJUSTMENT = {
  primary: { adjust: 'holm', adjusted: ofPlanned(holm) },
  secondary: { adjust: 'bh', adjusted: ofPlanned(benjaminiHochberg) },
} as const satisfies Record<
  Comparison['role'],
  { adjust: Comparison['test']['adjust']; adjusted: Adjustment }
>

/** Adds what depends on the other comparisons of the family: adjusted p-values, simultaneous intervals, the verdict. */
function withinFamily(
  found: readonly Compared[],
  role: Comparison['role'],
  { level, rule }: ComparisonOptions,
  repeated: ReadonlySet<Arm>,
): Comparison[] {
  const { adjust, adjusted } = ADJUSTMENT[role]
  const m = found.length
  const testP = adjusted(found.map(({ findings }) => findings.test.p))
  const equivalenceP = adjusted(found.map(({ findings }) => findings.equivalence.p_tost))
  return found.map(({ a, b, metric, findings }, index) => {
    const { n_a, n_b, estimand, estimate, ci, test, equivalence, reasons, ...others } = findings
    const [p, pEquivalence] = [testP[index] ?? null, equivalenceP[index] ?? null]
    const verdict = verdictOf(p, pEquivalence, 1 - level)
    const values = [valuesOf(a, metric.id), valuesOf(b, metric.id)] as const
    const samples = [
      { values: values[0], rule },
      { values: values[1], rule },
    ] as const
    return {
      metric: metric.id,
      role,
      a: a.id,
      b: b.id,
      n_a,
      n_b,
      estimand,
      estimate,
      ci: withinDifferences(ci, metric.id),
      ...(role === 'primary' && {
        ci_simultaneous: withinDifferences(simultaneousInterval(metric.type, ...values, level, m), metric.id),
      }),
      ...(rule.mode === 'anytime' && {
        ci_anytime: withinDifferences(anytimeEffect(metric.type, ...samples, level), metric.id),
      }),
      test: {
        ...test,
        p_adjusted: p,
        adjust,
        family_size: m,
        reasons: withReason(test.reasons, 'p_adjusted', p, test.reasons['p']),
      },
      ...others,
      equivalence: {
        ...equivalence,
        p_adjusted: pEquivalence,
        reasons: withReason(equivalence.reasons, 'p_adjusted', pEquivalence, equivalence.reasons['p_tost']),
      },
      verdict,
      warnings: warningsOn(a, b, metric.id, findings, repeated),
      reasons: withReason(reasons, 'verdict', verdict, whyNoVerdict(...values, test.reasons['p'])),
    }
  })
}

export const withReason = (
  reasons: Record<string, string>,
  name: string,
  value: unknown,
  reason = 'unknown',
): Record<string, string> => (value === null ? { ...reasons, [name]: reason } : reasons)

/** What a reader should know of this comparison before its figures. */
export function warningsOn(
  a: Arm,
  b: Arm,
  metric: MetricId,
  { n_a, n_b, a12 }: Pick<Comparison, 'n_a' | 'n_b' | 'a12'>,
  repeated: ReadonlySet<Arm>,
): ComparisonWarning[] {
  const arms = [a, b]
  const holds: Record<ComparisonWarning, boolean> = {
    few_runs: Math.min(n_a, n_b) < FEW_RUNS,
    unequal_n: n_a !== n_b,
    survivorship: metric !== 'success' && n_a > 0 && n_b > 0 && successRate(a) !== successRate(b),
    censored: arms.some(({ runs }) => runs.some((run) => isCensored(run, metric))),
    missing_values: n_a < a.runs.length || n_b < b.runs.length,
    complete_separation: a12 === 0 || a12 === 1,
    pseudo_replication: arms.some((arm) => repeated.has(arm)),
  }
  return (Object.keys(holds) as ComparisonWarning[]).filter((warning) => holds[warning])
}

const successRate = ({ runs }: Arm): number =>
  runs.filter(({ outcome }) => outcome === 'completed').length / runs.length
