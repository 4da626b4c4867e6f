import { availableHint } from '../../documents/nearest.ts'
import { metricRuleBreaches } from '../metrics/metric-rules.ts'
import { type MetricDefinition, METRICS, type MetricId, UNANSWERED } from '../metrics/metrics.ts'
import type { TemplateParts } from './template-parts.ts'

/** What the shape alone cannot say. `path` leads to the offending value; an empty list means sound. */
export interface RuleBreach {
  path: (string | number)[]
  message: string
  hint: string
}

/** The rules of what a config.yaml and the template of a config set have in common. */
export function templateRuleBreaches(parts: TemplateParts): RuleBreach[] {
  return [
    ...stepIdsAreUnique(parts.stepIds),
    ...someStepIsEnabled(parts),
    ...runsAreInOrder(parts),
    ...timeoutsAgree(parts),
    ...effectsOfInterestFitTheirMetrics(parts),
    ...metricRuleBreaches(parts),
  ]
}

/** `texts` are the names of the texts under hitl/, without their ending. */
export function interventionWeightsNameTexts(
  { metrics }: TemplateParts,
  texts: readonly string[],
): RuleBreach[] {
  const names = [...texts, UNANSWERED]
  return Object.keys(metrics?.intervention_weights ?? {})
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['metrics', 'intervention_weights', name],
      message: `there is no text hitl/${name}.txt.`,
      hint: availableHint(name, names),
    }))
}

/** Shared with config sets, whose steps obey the same rule. */
export function stepIdsAreUnique(
  steps: readonly { index: number; part: { id: number } }[],
  key = 'steps',
): RuleBreach[] {
  return steps.flatMap(({ index, part: { id } }) =>
    steps.some((other) => other.part.id === id && other.index < index)
      ? [
          {
            path: [key, index, 'id'],
            message: `step id ${id} is used twice.`,
            hint: 'Give every step its own id.',
          },
        ]
      : [],
  )
}

function someStepIsEnabled({ steps, allSteps }: TemplateParts): RuleBreach[] {
  if (!allSteps || steps.some(({ part }) => part.enabled)) return []
  return [
    { path: ['steps'], message: 'no step is enabled.', hint: 'Set enabled: true on at least one step.' },
  ]
}

function runsAreInOrder({ stopping }: TemplateParts): RuleBreach[] {
  if (!stopping || stopping.mode === 'fixed' || stopping.max_runs >= stopping.min_runs) return []
  return [
    {
      path: ['stopping', 'max_runs'],
      message: `max_runs (${stopping.max_runs}) is smaller than min_runs (${stopping.min_runs}).`,
      hint: 'Raise max_runs or lower min_runs.',
    },
  ]
}

function effectsOfInterestFitTheirMetrics({ metrics }: TemplateParts): RuleBreach[] {
  const declared = Object.entries(metrics?.sesoi ?? {}) as [MetricId, number][]
  return declared.flatMap(([metric, effect]) => {
    const path = ['metrics', 'sesoi', metric]
    const { type, range }: MetricDefinition = METRICS[metric]
    if (type === 'positive' && effect <= 1) {
      return [
        {
          path,
          message: `${effect} is no ratio above 1, which ${metric} is compared by.`,
          hint: 'Write 1.25 for "from 0.8 to 1.25 times as much".',
        },
      ]
    }
    if (range.max !== undefined && effect >= range.max - range.min) {
      return [
        {
          path,
          message: `${effect} is no difference of two proportions below 1.`,
          hint: 'Write 0.1 for ten percentage points.',
        },
      ]
    }
    return []
  })
}

function timeoutsAgree({ timeout }: TemplateParts): RuleBreach[] {
  if (!timeout || timeout.total >= timeout.per_step) return []
  return [
    {
      path: ['timeout', 'total'],
      message: `total (${timeout.total} s) is shorter than per_step (${timeout.per_step} s).`,
      hint: 'total is the limit for all steps of a run together.',
    },
  ]
}
