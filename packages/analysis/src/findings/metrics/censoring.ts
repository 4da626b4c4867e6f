import type { MetricId, RunResult } from '@genai-devbench/schema'

/** What grows while a run goes on: of a run that was cut off its value is a lower bound. */
const ACCUMULATED: ReadonlySet<MetricId> = new Set<MetricId>([
  'heu',
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
