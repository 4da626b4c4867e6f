/**
 * Every metric the toolkit knows, in one place: config, analysis, report and docs read it here.
 * `type` decides the statistics (interval, test, effect size); it is declared, never inferred from data.
 */
export interface MetricDefinition {
  label: string
  definition: string
  unit: string
  type: 'positive' | 'real' | 'count0' | 'binary'
  /** What values are possible; without an upper bound, none is known. */
  range: { min: number; max?: number }
  /** Which way is better for a user who pays and waits; `none` where neither is. */
  direction: 'lower' | 'higher' | 'none'
}

const SHARE = { min: 0, max: 1 }
const FROM_ZERO = { min: 0 }

export const METRICS = {
  success: {
    label: 'Success',
    definition: 'Every enabled step of the run passed (1) or not (0).',
    unit: 'proportion',
    type: 'binary',
    range: SHARE,
    direction: 'higher',
  },
  autr: {
    label: 'Autonomy rate (AUTR)',
    definition: 'Share of the steps the run came to in which the framework asked no person.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  heu: {
    label: 'Human effort (HEU)',
    definition:
      'Sum over all questions to a person of their weights in metrics.intervention_weights; 1 where none is given.',
    unit: 'weighted questions',
    type: 'count0',
    range: FROM_ZERO,
    direction: 'lower',
  },
  functionality: {
    label: 'Functionality',
    definition:
      'Acceptance checks that pass on what the run left, of those of all enabled steps; those of steps the run did not come to count as not passed.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  executable_step_rate: {
    label: 'Executable steps',
    definition:
      'Share of the enabled steps after which the application starts and answers; steps the run did not come to count as without one.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  regressions: {
    label: 'Regressions',
    definition:
      'Acceptance checks that passed after one step and did not after a later one, each counted once.',
    unit: 'checks',
    type: 'count0',
    range: FROM_ZERO,
    direction: 'lower',
  },
  migration_continuity: {
    label: 'Migration continuity',
    definition:
      'Share of the records that the checks of a step left in the database which the application of the next step still serves unchanged, over all steps.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  crud_effectiveness: {
    label: 'CRUD effectiveness',
    definition:
      'Mean over all pairs of an entity and an operation (create, read, list, update, delete) of the share of their acceptance checks that pass.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  code_quality: {
    label: 'Code quality',
    definition:
      'Share of the lines of code, tests left out, that nothing is held against: no broken rule of ruff or oxlint, no repetition, no function that is too complex or too long, no syntax error.',
    unit: 'score',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  documentation: {
    label: 'Documentation',
    definition:
      'Mean of the share of facts about its README that hold (installing, starting, routes, links) and the share of public functions and classes with a docstring; without a README the first is 0.',
    unit: 'score',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  test_coverage: {
    label: 'Test coverage',
    definition:
      'Share of the lines of code that its own tests run x share of these tests that pass x (1 + share of small changes of the code that they notice) / 2; no tests score 0.',
    unit: 'proportion',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  quality_score: {
    label: 'Quality score',
    definition:
      'Functionality, code quality, documentation and test coverage, weighted by metrics.weights; unknown where one of them is, unless metrics.renormalize is true.',
    unit: 'score',
    type: 'real',
    range: SHARE,
    direction: 'higher',
  },
  quality_per_usd: {
    label: 'Quality per dollar',
    definition: 'Quality score divided by cost; unknown where the cost is, or is zero.',
    unit: '1/USD',
    type: 'real',
    range: FROM_ZERO,
    direction: 'higher',
  },
  tokens_total: {
    label: 'Tokens',
    definition: 'Input plus output tokens of all model calls of the run, as the provider counts them.',
    unit: 'tokens',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  tokens_input: {
    label: 'Input tokens',
    definition: 'Input tokens of all model calls of the run, cached ones included.',
    unit: 'tokens',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  tokens_output: {
    label: 'Output tokens',
    definition: 'Output tokens of all model calls of the run, reasoning included.',
    unit: 'tokens',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  cost_usd: {
    label: 'Cost',
    definition: 'Tokens priced with the dated price table; unknown when one call cannot be priced.',
    unit: 'USD',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  wall_seconds: {
    label: 'Wall time',
    definition: "Sum of the wall-clock time of the run's steps.",
    unit: 's',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  model_seconds: {
    label: 'Model time',
    definition: "Sum of the durations of the run's model calls, at the gateway.",
    unit: 's',
    type: 'positive',
    range: FROM_ZERO,
    direction: 'lower',
  },
  api_calls: {
    label: 'Model calls',
    definition: 'Number of model calls of the run.',
    unit: 'calls',
    type: 'count0',
    range: FROM_ZERO,
    direction: 'lower',
  },
} as const satisfies Record<string, MetricDefinition>

export type MetricId = keyof typeof METRICS
export const METRIC_IDS = Object.keys(METRICS) as [MetricId, ...MetricId[]]

/** The weight of a question that got no answer stands under this name; all others under that of the text that answered. */
export const UNANSWERED = 'unanswered'

/** The four parts of the quality score, whose weights a config may set. */
export const QUALITY_COMPONENTS = ['functionality', 'code_quality', 'documentation', 'test_coverage'] as const
