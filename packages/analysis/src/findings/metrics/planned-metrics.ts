import { METRICS, METRIC_IDS, type MetricId, type MetricInResults } from '@genai-devbench/schema'

/** The plan's primary metrics in its order, then all others: what was not planned is exploratory. */
export function metricsOf(primary: readonly MetricId[]): MetricInResults[] {
  const planned = new Set(primary)
  return [...new Set([...primary, ...METRIC_IDS])].map((id) => ({
    id,
    role: planned.has(id) ? 'primary' : 'secondary',
    ...METRICS[id],
  }))
}
