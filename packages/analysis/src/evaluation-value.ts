import {
  type Acceptance,
  type EvaluatedRun,
  type Metrics,
  QUALITY_COMPONENTS,
  type RunEvaluation,
} from '@genai-devbench/schema'
import type { MetricValue } from './metric-value.ts'

/** Metrics that an evaluation has as they are. */
type EvaluationMetric = Extract<
  keyof EvaluatedRun,
  | 'functionality'
  | 'executable_step_rate'
  | 'regressions'
  | 'migration_continuity'
  | 'crud_effectiveness'
  | (typeof QUALITY_COMPONENTS)[number]
>

/** What the evaluation of a run says of a metric; without one, why there is none. */
export function evaluationValue(
  metric: EvaluationMetric,
  evaluation: RunEvaluation | undefined,
  { when }: Pick<Acceptance, 'when'>,
): MetricValue {
  if (evaluation === undefined)
    return {
      value: null,
      reason: when === 'never' ? 'not evaluated: acceptance.when is never' : 'not evaluated',
    }
  return evaluation.not_evaluated === null
    ? evaluation[metric]
    : { value: null, reason: `not evaluated: ${evaluation.not_evaluated}` }
}

type Part = (typeof QUALITY_COMPONENTS)[number]

/** The weighted mean of its parts. Parts of weight 0 need not be known; nor others, where the config renormalises. */
export function qualityScore(
  valueOf: (part: Part) => MetricValue,
  { weights, renormalize }: Pick<Metrics, 'weights' | 'renormalize'>,
): MetricValue {
  if (!weights) return { value: null, reason: 'metrics.weights is not given' }
  const parts = QUALITY_COMPONENTS.filter((part) => weights[part] > 0).map((part) => ({
    part,
    weight: weights[part],
    measured: valueOf(part),
  }))
  const unknown = parts.flatMap(({ part, measured }) =>
    measured.value === null ? [{ part, reason: measured.reason }] : [],
  )
  const known = parts.flatMap(({ weight, measured }) =>
    measured.value === null ? [] : [{ weight, value: measured.value }],
  )
  if (known.length === 0 || (unknown.length > 0 && !renormalize))
    return { value: null, reason: whyUnknown(unknown, parts.length) }
  const total = known.reduce((sum, { weight }) => sum + weight, 0)
  return { value: known.reduce((sum, { weight, value }) => sum + weight * value, 0) / total }
}

/** What all parts have in common is said once. */
function whyUnknown(unknown: readonly { part: Part; reason: string }[], parts: number): string {
  const [first] = unknown
  if (first && unknown.length === parts && unknown.every(({ reason }) => reason === first.reason))
    return first.reason
  return `a part is unknown (${unknown.map(({ part, reason }) => `${part}: ${reason}`).join('; ')})`
}
