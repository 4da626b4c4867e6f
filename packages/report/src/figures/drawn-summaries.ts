import type { MetricInResults, MetricSummary, Results } from '@genai-devbench/schema'
import type { Bounds } from '../tables/estimate-cell.ts'
import { summariesOf } from '../tables/metric-summaries.ts'
import { describeEstimate, formatLevel } from '../words.ts'

/** A summary whose estimate and interval are those to be drawn. */
export type DrawnSummary = Omit<MetricSummary, 'ci'> & { ci: Bounds }

export interface DrawnSummaries {
  /** `geometric mean with 95% log-t interval` */
  description: string
  summaries: { framework: string; summary: DrawnSummary }[]
}

/** Every framework under one metric. Where values are lower bounds that is the median for all, as in the tables. */
export function drawnSummaries(results: Results, metric: MetricInResults): DrawnSummaries {
  const summaries = summariesOf(results, metric)
  const [first] = summaries
  if (summaries.every(({ summary }) => summary.n_censored === 0)) {
    return { description: first ? describeEstimate(first.summary) : '', summaries }
  }
  return {
    description: `median with ${formatLevel(results.confidence_level)} interval, since some values are lower bounds`,
    summaries: summaries.map(({ framework, summary }) => ({
      framework,
      summary: { ...summary, estimate: summary.median, ci: summary.median_ci },
    })),
  }
}
