import type { MetricInResults, MetricSummary, Results } from '@genai-devbench/schema'
import { Footnotes, type RowGroup, type Table } from '../document/table.ts'
import { type NumberFormat, numberFormat } from '../format-number.ts'
import { ESTIMAND, formatLevel, labelWithUnit } from '../words.ts'
import { estimateCell, figureCell, sampleSizeCell } from './estimate-cell.ts'

/** The table of a report: every framework under each metric of a role. */
export function metricSummaries(results: Results, role: MetricInResults['role']): Table {
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

function metricGroup(results: Results, metric: MetricInResults, notes: Footnotes): RowGroup {
  const summaries = summariesOf(results, metric)
  const format = metricFormat(results, metric)
  const estimand = summaries[0] && ESTIMAND[summaries[0].summary.estimand]
  return {
    heading: `${labelWithUnit(metric, format.unit)}: ${estimand}`,
    rows: summaries.map(({ framework, summary }) => [
      framework,
      sampleSizeCell(summary, notes),
      estimateCell(summary, format, notes),
      ...spreadCells(summary, format, notes),
    ]),
  }
}

/** Mean, median and spread of passes and failures say nothing that the proportion does not. */
function spreadCells(summary: MetricSummary, format: NumberFormat, notes: Footnotes): string[] {
  if (summary.type === 'binary') return ['', '', '']
  return (['mean', 'median', 'sd'] as const).map((name) => figureCell(summary, name, format, notes))
}

/** One format for all that the report says about a metric. */
export function metricFormat(results: Results, metric: MetricInResults): NumberFormat {
  return numberFormat(
    metric,
    summariesOf(results, metric).map(({ summary }) => summary.estimate),
  )
}

export function summariesOf(
  { frameworks, summary }: Results,
  { id }: Pick<MetricInResults, 'id'>,
): { framework: string; summary: MetricSummary }[] {
  return frameworks.flatMap((framework) => {
    const own = summary[framework.id]?.[id]
    return own ? [{ framework: framework.id, summary: own }] : []
  })
}
