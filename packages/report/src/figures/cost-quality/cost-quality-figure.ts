import type { MetricInResults, Results } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import type { Dataset } from '../../exports/dataset.ts'
import type { NumberFormat } from '../../format-number.ts'
import { estimateCell, estimateText } from '../../tables/estimate-cell.ts'
import { metricFormat } from '../../tables/metric-summaries.ts'
import { inSentence, labelWithUnit } from '../../words.ts'
import { type DrawnSummaries, type DrawnSummary, drawnSummaries } from '../drawn-summaries.ts'
import type { Figure } from '../figure.ts'
import { type Mark, markOf } from '../palette.ts'
import { costQualitySpec } from './cost-quality-spec.ts'
import { paretoFront } from './pareto.ts'

/** Of each list, the first metric that any run has a value of. */
const COST: readonly string[] = ['cost_usd', 'tokens_total']
const QUALITY: readonly string[] = ['functionality', 'quality_score', 'success']

/** One axis. */
export interface Side extends DrawnSummaries {
  metric: MetricInResults
  format: NumberFormat
  title: string
}

/** Where a framework stands on an axis, in its unit. */
interface Place {
  summary: DrawnSummary
  value: number
  interval: [number, number]
}

/** One framework that has both estimates. */
export interface Arm extends Mark {
  name: string
  cost: number
  quality: number
  places: { cost: Place; quality: Place }
}

/** What the frameworks cost beside how well they did; none where fewer than two have both. */
export function costQualityFigure(results: Results): Figure[] {
  const cost = sideOf(results, COST)
  const quality = sideOf(results, QUALITY)
  if (!cost || !quality) return []
  const arms = results.frameworks.flatMap(({ id }, index) => armOf(id, index, cost, quality) ?? [])
  if (arms.length < 2) return []
  const front = paretoFront(arms)
  const absent = results.frameworks.map(({ id }) => id).filter((id) => !arms.some(({ name }) => name === id))
  const rows = arms.map((arm) => ({ ...arm, text: armText(arm, cost, quality, front.includes(arm)) }))
  const figure: Figure = {
    id: 'cost_quality',
    section: 'cost_quality',
    title: `${cost.metric.label} and ${inSentence(quality.metric.label)}`,
    caption: [
      `Across: ${describe(cost)}; up: ${describe(quality)}. The broken line is the Pareto front of the estimates: no framework has both a lower cost and a quality as high. It says nothing about what the intervals leave open.`,
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
    .find((own) => drawnSummaries(results, own).summaries.some(({ summary }) => summary.estimate !== null))
  if (!metric) return undefined
  const format = metricFormat(results, metric)
  return { ...drawnSummaries(results, metric), metric, format, title: labelWithUnit(metric, format.unit) }
}

function armOf(name: string, index: number, costSide: Side, qualitySide: Side): Arm | undefined {
  const cost = placeOf(name, costSide)
  const quality = placeOf(name, qualitySide)
  if (!cost || !quality) return undefined
  return { ...markOf(index), name, cost: cost.value, quality: quality.value, places: { cost, quality } }
}

function placeOf(name: string, { summaries, format: { divisor } }: Side): Place | undefined {
  const summary = summaries.find(({ framework }) => framework === name)?.summary
  if (!summary || summary.estimate === null) return undefined
  const { estimate, ci } = summary
  return {
    summary,
    value: estimate / divisor,
    interval: [(ci.lo ?? estimate) / divisor, (ci.hi ?? estimate) / divisor],
  }
}

function armText({ places }: Arm, cost: Side, quality: Side, isOnFront: boolean): string {
  const parts = [
    `${estimateText(places.cost.summary, cost.format)} ${cost.format.unit}`.trim(),
    estimateText(places.quality.summary, quality.format),
    ...(isOnFront ? ['on the front'] : []),
  ]
  return parts.join(', ')
}

const describe = ({ metric, description }: Side): string => `${inSentence(metric.label)}, ${description}`

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
          estimateCell(arm.places.cost.summary, cost.format, notes),
          estimateCell(arm.places.quality.summary, quality.format, notes),
          front.includes(arm) ? 'yes' : 'no',
        ]),
      },
    ],
    notes: notes.notes,
  }
}

function armDataset(arms: readonly Arm[], front: readonly Arm[], cost: Side, quality: Side): Dataset {
  const columns = [cost, quality].flatMap(({ metric: { id } }) => [id, `${id}_lo`, `${id}_hi`])
  const cells = ({ estimate, ci }: DrawnSummary): (number | null)[] => [estimate, ci.lo, ci.hi]
  return {
    columns: ['framework', ...columns, 'on_front'],
    rows: arms.map((arm) => [
      arm.name,
      ...cells(arm.places.cost.summary),
      ...cells(arm.places.quality.summary),
      String(front.includes(arm)),
    ]),
  }
}
