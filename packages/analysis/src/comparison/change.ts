import type { ExperimentChange, MetricInResults } from '@genai-devbench/schema'
import { type Arm, valuesOf } from '../findings/arms.ts'
import { anytimeEffect } from '../findings/metrics/anytime-effect.ts'
import { warningsOn, withReason } from '../findings/metrics/compare-arms.ts'
import type { IntervalRule } from '../findings/metrics/estimate-interval.ts'
import { withinDifferences } from '../findings/metrics/possible-range.ts'
import { repeatedRuns } from '../findings/metrics/repetition.ts'
import { type PairFindings, type PairOptions, compareSamples } from '../pairs/compare-samples.ts'
import { verdictOf, whyNoVerdict } from '../pairs/verdict.ts'
import { holm, ofPlanned } from '../statistics/multiplicity/adjust.ts'

/** One framework in two experiments. */
export interface ArmPair {
  framework: string
  from: Arm
  to: Arm
  fromName: string
  toName: string
  /** How each experiment found its number of runs. */
  fromRule: IntervalRule
  toRule: IntervalRule
}

/** All frameworks and pairs of experiments under one metric: one family. */
export function changesOf(
  metric: MetricInResults,
  pairs: readonly ArmPair[],
  options: PairOptions,
): ExperimentChange[] {
  const found = pairs.map((pair) =>
    compareSamples(metric.type, valuesOf(pair.to, metric.id), valuesOf(pair.from, metric.id), options),
  )
  const adjusted = ofPlanned(holm)
  const testP = adjusted(found.map(({ test }) => test.p))
  const equivalenceP = adjusted(found.map(({ equivalence }) => equivalence.p_tost))
  return pairs.map((pair, index) =>
    change(metric, pair, found[index] as PairFindings, {
      p: testP[index] ?? null,
      pEquivalence: equivalenceP[index] ?? null,
      family: pairs.length,
      level: options.level,
    }),
  )
}

interface OfFamily {
  p: number | null
  pEquivalence: number | null
  family: number
  level: number
}

function change(
  { id: metric, role, type }: MetricInResults,
  { framework, from, to, fromName, toName, fromRule, toRule }: ArmPair,
  findings: PairFindings,
  { p, pEquivalence, family, level }: OfFamily,
): ExperimentChange {
  const { n_a, n_b, estimand, estimate, ci, test, equivalence, a12, a12_ci, mde_at_n } = findings
  const verdict = verdictOf(p, pEquivalence, 1 - level)
  const [toValues, fromValues] = [valuesOf(to, metric), valuesOf(from, metric)]
  const isAnytime = [fromRule, toRule].some(({ mode }) => mode === 'anytime')
  const kept = ['estimate', 'a12', 'mde_at_n'].flatMap((name) => {
    const reason = findings.reasons[name]
    return reason === undefined ? [] : [[name, reason]]
  })
  return {
    metric,
    role,
    from: fromName,
    to: toName,
    framework,
    n_from: n_b,
    n_to: n_a,
    estimand,
    estimate,
    ci: withinDifferences(ci, metric),
    ...(isAnytime && {
      ci_anytime: withinDifferences(
        anytimeEffect(
          type,
          { values: toValues, rule: toRule },
          { values: fromValues, rule: fromRule },
          level,
        ),
        metric,
      ),
    }),
    test: {
      ...test,
      p_adjusted: p,
      adjust: 'holm',
      family_size: family,
      reasons: withReason(test.reasons, 'p_adjusted', p, test.reasons['p']),
    },
    a12,
    a12_ci,
    equivalence: {
      ...equivalence,
      p_adjusted: pEquivalence,
      reasons: withReason(equivalence.reasons, 'p_adjusted', pEquivalence, equivalence.reasons['p_tost']),
    },
    verdict,
    mde_at_n,
    warnings: warningsOn(
      to,
      from,
      metric,
      findings,
      new Set([from, to].filter((arm) => repeatedRuns(arm) > 0)),
    ),
    reasons: withReason(
      Object.fromEntries(kept),
      'verdict',
      verdict,
      whyNoVerdict(toValues, fromValues, test.reasons['p']),
    ),
  }
}
