import type { MetricInResults, Results } from '@genai-devbench/schema'
import { valuesOfRuns } from '../../exports/values-of-runs.ts'
import type { NumberFormat } from '../../format-number.ts'
import { estimateText, intervalText } from '../../tables/estimate-cell.ts'
import { metricFormat } from '../../tables/metric-summaries.ts'
import { runValues } from '../../tables/run-values.ts'
import { labelWithUnit } from '../../words.ts'
import { type AxisRange, axisRange } from '../axis-range.ts'
import { type DrawnSummary, drawnSummaries } from '../drawn-summaries.ts'
import type { Figure } from '../figure.ts'
import { isCut } from '../interval-layers.ts'
import { colourOf } from '../palette.ts'
import { distributionSpec } from './distribution-spec.ts'
import { MOST_POINTS, thinned } from './thinned.ts'

/** In the unit of the axis. */
export interface Distribution {
  metric: MetricInResults
  title: string
  range: AxisRange
  lanes: Lane[]
}

/** One framework. */
export interface Lane {
  framework: string
  colour: string
  /** Of each run that has a value, or of `MOST_POINTS` of them; none for binary metrics, whose proportion says all. */
  points: readonly { value: number; completed: boolean }[]
  isThinned: boolean
  estimate: { value: number; lo: number; hi: number } | undefined
  /** Estimate and interval as text. */
  text: string
}

/** The runs and the estimate of each framework, for each primary metric of which any run has a value. */
export function distributions(results: Results): Figure[] {
  return results.metrics
    .filter(({ role }) => role === 'primary')
    .flatMap((metric) => distributionFigure(results, metric) ?? [])
}

function distributionFigure(results: Results, metric: MetricInResults): Figure | undefined {
  const format = metricFormat(results, metric)
  const { description, summaries } = drawnSummaries(results, metric)
  if (summaries.every(({ summary }) => summary.n === 0)) return undefined
  const lanes = summaries.map(({ framework, summary }, index) =>
    laneOf(results, metric, framework, summary, format, colourOf(index)),
  )
  const title = labelWithUnit(metric, format.unit)
  const range = rangeOf(metric, lanes)
  return {
    id: metric.id,
    section: 'primary',
    title,
    caption: caption(lanes, range, description),
    alt: `${title} by framework, ${description}. ${lanes.map(({ framework, text }) => `${framework}: ${text}`).join('; ')}.`,
    spec: (theme, width) => distributionSpec({ metric, title, range, lanes }, theme, width),
    data: runValues(results, metric, format),
    dataset: valuesOfRuns(results, metric),
  }
}

function laneOf(
  { runs }: Results,
  metric: MetricInResults,
  framework: string,
  summary: DrawnSummary,
  format: NumberFormat,
  colour: string,
): Lane {
  const own = metric.type === 'binary' ? [] : runs.filter((run) => run.framework === framework)
  const points = own.flatMap(({ values, outcome }) => {
    const value = values[metric.id] ?? null
    return value === null ? [] : [{ value: value / format.divisor, completed: outcome === 'completed' }]
  })
  return {
    framework,
    colour,
    points: thinned(points),
    isThinned: points.length > MOST_POINTS,
    estimate: estimateOf(summary, format.divisor),
    text: laneText(summary, format),
  }
}

function estimateOf({ estimate, ci }: DrawnSummary, divisor: number): Lane['estimate'] {
  if (estimate === null) return undefined
  return { value: estimate / divisor, lo: (ci.lo ?? estimate) / divisor, hi: (ci.hi ?? estimate) / divisor }
}

function laneText(summary: DrawnSummary, format: NumberFormat): string {
  const estimate = estimateText(summary, format)
  if (estimate === undefined) return 'no value'
  const interval = intervalText(summary.ci, format)
  const size = summary.type === 'binary' ? '' : `, n = ${summary.n}`
  return `${estimate}${interval === undefined ? ', no interval' : ` ${interval}`}${size}`
}

function rangeOf({ type }: MetricInResults, lanes: readonly Lane[]): AxisRange {
  const values = lanes.flatMap(({ points }) => points.map(({ value }) => value))
  const bounds = lanes.flatMap(({ estimate }) => (estimate ? [estimate.lo, estimate.hi] : []))
  return axisRange(type, values, bounds)
}

function caption(lanes: readonly Lane[], range: AxisRange, description: string): string {
  const points = lanes.flatMap((lane) => lane.points)
  const crosses = points.some(({ completed }) => !completed) ? ' (crosses: runs that did not complete)' : ''
  const some = lanes.some(({ isThinned }) => isThinned)
    ? `; of a framework with more than ${MOST_POINTS}, ${MOST_POINTS} at evenly spaced ranks, the lowest and the highest among them`
    : ''
  const dots =
    points.length > 0 ? `Dots: runs${crosses}, spread vertically only to be seen apart${some}. ` : ''
  const cut = lanes.some(({ estimate: own }) => own && isCut(own, range))
  return `${dots}Diamond and bar: ${description}${cut ? ', with an arrow where it goes on beyond the figure' : ''}.`
}
