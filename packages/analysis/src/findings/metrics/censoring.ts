import type { MetricId, RunResult } from '@genai-devbench/schema'

/**
 * What only grows while a run goes on: of a run that was cut off its value is a lower bound. A check that regressed stays
 * counted, so regressions are among them. Shares and scores are not: another step may lower as well as raise them.
 * Functionality, CRUD effectiveness and executable steps are known in full, since they are defined over all enabled
 * steps, and those that a limit kept the run from count as not done.
 */
const ACCUMULATED: ReadonlySet<MetricId> = new Set<MetricId>([
  'heu',
  'regressions',
  'tokens_total',
  'tokens_input',
  'tokens_output',
  'cost_usd',
  'wall_seconds',
  'model_seconds',
  'api_calls',
])

/** Whether a run's value of a metric is right-censored: a time limit or a budget ended the run. */
export const isCensored = ({ outcome, values }: RunResult, metric: MetricId): boolean =>
  ACCUMULATED.has(metric) &&
  (outcome === 'timed_out' || outcome === 'budget_exceeded') &&
  typeof values[metric] === 'number'
