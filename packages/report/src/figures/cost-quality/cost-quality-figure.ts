import type { MetricInResults, MetricSummary, Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import type { Dataset } from '../../exports/dataset.ts'
import type { NumberFormat } from '../../format-number.ts'
import { estimateCell, estimateText } from '../../tables/estimate-cell.ts'
import { metricFormat, summariesOf } from '../../tables/metric-summaries.ts'
import { describeEstimate, labelWithUnit } from '../../words.ts'
import type { Figure } from '../figure.ts'
import { type Mark, markOf } from '../palette.ts'
import { costQualitySpec } from './cost-quality-spec.ts'
import { paretoFront } from './pareto.ts'

/** Of each list, the first metric that any run has a value of. */
const COST: readonly string[] = ['cost_usd', 'tokens_total']
const QUALITY: readonly string[] = ['functionality', 'quality_score', 'success']

/** One axis. */
export interface Side {
  metric: MetricInResults
  format: NumberFormat
  title: string
}

/** One framework that has both estimates. */
export interface Arm extends Mark {
  name: string
  summaries: { cost: MetricSummary; quality: MetricSummary }
  /** In the units of the axes. */
  cost: number
  quality: number
  costInterval: [number, number]
  qualityInterval: [number, number]
}

/** What the frameworks cost beside how well they did; none where fewer than two have both. */
export function costQualityFigure(results: Results): Figure[] {
  const cost = sideOf(results, COST)
  const quality = sideOf(results, QUALITY)
  if (!cost || !quality) return []
  const arms = results.frameworks.flatMap(({ id }, index) => armOf(results, id, index, cost, quality) ?? [])
  if (arms.length < 2) return []
  const front = paretoFront(arms)
  const absent = results.frameworks.map(({ id }) => id).filter((id) => !arms.some(({ name }) => name === id))
  const rows = arms.map((arm) => ({ ...arm, text: armText(arm, cost, quality, front.includes(arm)) }))
  const figure: Figure = {
    id: 'cost_quality',
    section: 'cost_quality',
    title: `${cost.metric.label} and ${quality.metric.label.toLowerCase()}`,
    caption: [
      `Across: ${describe(arms, 'cost', cost)}; up: ${describe(arms, 'quality', quality)}. The broken line is the Pareto front of the estimates: no framework has both a lower cost and a quality as high. It says nothing about what the intervals leave open.`,
      ...(absent.length > 0 ? [`Without both values, and so not shown: ${absent.join(', ')}.`] : []),
    ].join(' '),
    alt: `${cost.title} and ${quality.title} of each framework. ${rows.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`,
    spec: (theme, width) => costQualitySpec({ rows, front, cost, quality }, theme, width),
    data: armTable(arms, front, cost, quality),
    dataset: armDataset(arms, front, cost, quality),
  }
  return [figure]
}

function sideOf(results: Results, ids: readonly string[]): Side | undefined {
  const metric = ids
    .flatMap((id) => results.metrics.find((own) => own.id === id) ?? [])
    .find((own) => summariesOf(results, own).some(({ summary }) => summary.estimate !== null))
  if (!metric) return undefined
  const format = metricFormat(results, metric)
  return { metric, format, title: labelWithUnit(metric, format.unit) }
}

function armOf(
  { summary }: Results,
  name: string,
  index: number,
  cost: Side,
  quality: Side,
): Arm | undefined {
  const summaries = { cost: summary[name]?.[cost.metric.id], quality: summary[name]?.[quality.metric.id] }
  const costPlace = summaries.cost && placeOf(summaries.cost, cost)
  const qualityPlace = summaries.quality && placeOf(summaries.quality, quality)
  if (!summaries.cost || !summaries.quality || !costPlace || !qualityPlace) return undefined
  return {
    ...markOf(index),
    name,
    summaries: { cost: summaries.cost, quality: summaries.quality },
    cost: costPlace.value,
    quality: qualityPlace.value,
    costInterval: costPlace.interval,
    qualityInterval: qualityPlace.interval,
  }
}

function placeOf(
  { estimate, ci }: MetricSummary,
  { format: { divisor } }: Side,
): { value: number; interval: [number, number] } | undefined {
  if (estimate === null) return undefined
  return {
    value: estimate / divisor,
    interval: [(ci.lo ?? estimate) / divisor, (ci.hi ?? estimate) / divisor],
  }
}

function armText({ summaries }: Arm, cost: Side, quality: Side, isOnFront: boolean): string {
  const parts = [
    `${estimateText(summaries.cost, cost.format)} ${cost.format.unit}`.trim(),
    estimateText(summaries.quality, quality.format),
    ...(isOnFront ? ['on the front'] : []),
  ]
  return parts.join(', ')
}

function describe(arms: readonly Arm[], side: 'cost' | 'quality', { metric }: Side): string {
  const first = arms[0]?.summaries[side]
  return `${metric.label.toLowerCase()}, ${first ? describeEstimate(first) : ''}`
}

function armTable(arms: readonly Arm[], front: readonly Arm[], cost: Side, quality: Side): Table {
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Framework' },
      { label: cost.title, align: 'right' },
      { label: quality.title, align: 'right' },
      { label: 'On the front' },
    ],
    groups: [
      {
        rows: arms.map((arm) => [
          arm.name,
          estimateCell(arm.summaries.cost, cost.format, notes),
          estimateCell(arm.summaries.quality, quality.format, notes),
          front.includes(arm) ? 'yes' : 'no',
        ]),
      },
    ],
    notes: notes.notes,
  }
}

function armDataset(arms: readonly Arm[], front: readonly Arm[], cost: Side, quality: Side): Dataset {
  const columns = [cost, quality].flatMap(({ metric: { id } }) => [id, `${id}_lo`, `${id}_hi`])
  const cells = ({ estimate, ci }: MetricSummary): (number | null)[] => [estimate, ci.lo, ci.hi]
  return {
    columns: ['framework', ...columns, 'on_front'],
    rows: arms.map((arm) => [
      arm.name,
      ...cells(arm.summaries.cost),
      ...cells(arm.summaries.quality),
      String(front.includes(arm)),
    ]),
  }
}
