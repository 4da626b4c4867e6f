/**
 * Every metric the toolkit knows, in one place: config, analysis, report and docs read it here.
 * `type` decides the statistics (interval, test, effect size); it is declared, never inferred from data.
 */
export interface MetricDefinition {
  label: string
  definition: string
  unit: string
  type: 'positive' | 'real' | 'count0' | 'binary'
  /** Which way is better for a user who pays and waits; `none` where neither is. */
  direction: 'lower' | 'higher' | 'none'
}

export const METRICS = {
  success: {
    label: 'Success',
    definition: 'Every enabled step of the run passed (1) or not (0).',
    unit: 'proportion',
    type: 'binary',
    direction: 'higher',
  },
  autr: {
    label: 'AUTR',
    definition: 'Autonomy rate: share of the steps the run came to in which the framework asked no person.',
    unit: 'proportion',
    type: 'real',
    direction: 'higher',
  },
  heu: {
    label: 'HEU',
    definition:
      'Human effort: sum over all questions to a person of their weights in metrics.intervention_weights; 1 where none is given.',
    unit: 'weighted questions',
    type: 'count0',
    direction: 'lower',
  },
  tokens_total: {
    label: 'Tokens',
    definition: 'Input plus output tokens of all model calls of the run, as the provider counts them.',
    unit: 'tokens',
    type: 'positive',
    direction: 'lower',
  },
  tokens_input: {
    label: 'Input tokens',
    definition: 'Input tokens of all model calls of the run, cached ones included.',
    unit: 'tokens',
    type: 'positive',
    direction: 'lower',
  },
  tokens_output: {
    label: 'Output tokens',
    definition: 'Output tokens of all model calls of the run, reasoning included.',
    unit: 'tokens',
    type: 'positive',
    direction: 'lower',
  },
  cost_usd: {
    label: 'Cost',
    definition: 'Tokens priced with the dated price table; unknown when one call cannot be priced.',
    unit: 'USD',
    type: 'positive',
    direction: 'lower',
  },
  wall_seconds: {
    label: 'Wall time',
    definition: "Sum of the wall-clock time of the run's steps.",
    unit: 's',
    type: 'positive',
    direction: 'lower',
  },
  model_seconds: {
    label: 'Model time',
    definition: "Sum of the durations of the run's model calls, at the gateway.",
    unit: 's',
    type: 'positive',
    direction: 'lower',
  },
  api_calls: {
    label: 'Model calls',
    definition: 'Number of model calls of the run.',
    unit: 'calls',
    type: 'count0',
    direction: 'lower',
  },
} as const satisfies Record<string, MetricDefinition>

export type MetricId = keyof typeof METRICS
export const METRIC_IDS = Object.keys(METRICS) as [MetricId, ...MetricId[]]

/** The weight of a question that got no answer stands under this name; all others under that of the text that answered. */
export const UNANSWERED = 'unanswered'

/** The four parts of the quality score, whose weights a config may set. */
export const QUALITY_COMPONENTS = ['functionality', 'code_quality', 'documentation', 'test_coverage'] as const
