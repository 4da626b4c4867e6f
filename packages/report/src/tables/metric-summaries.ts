import type { MetricInResults, MetricSummary, Results } from '@genai-devbench/schema'
import { Footnotes, type RowGroup, type Table } from '../document/table.ts'
import { type NumberFormat, numberFormat } from '../format-number.ts'
import { COVERAGE_NOTE, ESTIMAND, formatLevel, labelWithUnit } from '../words.ts'
import { estimateCell, figureCell, intervalCell, isFlat, sampleSizeCell } from './estimate-cell.ts'

/** The whole runs of an experiment, or a part of them. */
export type SummarizedResults = Pick<Results, 'frameworks' | 'summary' | 'metrics' | 'confidence_level'>

/** The table of a report: every framework under each metric of a role. */
export function metricSummaries(results: SummarizedResults, role: MetricInResults['role']): Table {
  const notes = new Footnotes()
  const groups = results.metrics
    .filter((metric) => metric.role === role)
    .map((metric) => metricGroup(results, metric, notes))
  return {
    columns: [
      { label: 'Framework' },
      { label: 'n', align: 'right' },
      { label: `Estimate [${formatLevel(results.confidence_level)} interval]`, align: 'right' },
      { label: 'Mean', align: 'right' },
      { label: 'Median', align: 'right' },
      { label: 'SD', align: 'right' },
    ],
    groups,
    notes: notes.notes,
  }
}

function metricGroup(results: SummarizedResults, metric: MetricInResults, notes: Footnotes): RowGroup {
  const summaries = summariesOf(results, metric)
  const format = metricFormat(results, metric)
  const isCensored = summaries.some(({ summary }) => summary.n_censored > 0)
  const estimand = summaries[0] && ESTIMAND[summaries[0].summary.estimand]
  const cells = isCensored ? censoredCells : usualCells
  return {
    heading: `${labelWithUnit(metric, format.unit)}: ${isCensored ? 'median, since values are censored' : estimand}`,
    rows: summaries.map(({ framework, summary }) => [
      framework,
      sampleSizeCell(summary, notes),
      ...cells(summary, format, notes),
    ]),
  }
}

function usualCells(summary: MetricSummary, format: NumberFormat, notes: Footnotes): string[] {
  const coverage = COVERAGE_NOTE[summary.ci.coverage_note]
  // An interval without width covers nothing, and has a note of its own.
  const remarks = coverage === undefined || isFlat(summary) ? [] : [coverage]
  return [estimateCell(summary, format, notes, ...remarks), ...spreadCells(summary, format, notes)]
}

/** A mean of values of which some are lower bounds is neither a mean nor a bound of one; a median still is a bound. */
function censoredCells(summary: MetricSummary, format: NumberFormat, notes: Footnotes): string[] {
  const { median_ci, n, n_censored } = summary
  const median = figureCell(summary, 'median', format, notes)
  const mark =
    n_censored === 0
      ? ''
      : notes.mark(
          `${n_censored} of ${n} values are lower bounds, since a time limit or a budget ended the run: the median is at least this`,
        )
  const interval = summary.median === null ? '' : ` ${intervalCell(median_ci, format, notes)}`
  const none = notes.none('not of censored values')
  return [`${median}${interval}${mark}`, none, median, none]
}

/** Mean, median and spread of passes and failures say nothing that the proportion does not. */
function spreadCells(summary: MetricSummary, format: NumberFormat, notes: Footnotes): string[] {
  if (summary.type === 'binary') return ['', '', '']
  return (['mean', 'median', 'sd'] as const).map((name) => figureCell(summary, name, format, notes))
}

/** One format for all that the report says about a metric. */
export function metricFormat(results: SummarizedResults, metric: MetricInResults): NumberFormat {
  return numberFormat(
    metric,
    summariesOf(results, metric).map(({ summary }) => summary.estimate),
  )
}

export function summariesOf(
  { frameworks, summary }: Pick<Results, 'frameworks' | 'summary'>,
  { id }: Pick<MetricInResults, 'id'>,
): { framework: string; summary: MetricSummary }[] {
  return frameworks.flatMap((framework) => {
    const own = summary[framework.id]?.[id]
    return own ? [{ framework: framework.id, summary: own }] : []
  })
}
