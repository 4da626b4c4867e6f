import type { MetricInResults, Results } from '@genai-devbench/schema'
import type { ReportFigure } from '../document/report-document.ts'
import { metricFormat } from '../tables/metric-summaries.ts'
import { runValues } from '../tables/run-values.ts'
import { figureSpec } from './figure-spec.ts'
import { type MetricFigure, metricFigure } from './metric-figure.ts'
import { INLINE, PAPER } from './palette.ts'
import { renderSvg } from './render-svg.ts'

const WIDE = 640
/** Fits a phone's screen without being made smaller. */
const NARROW = 330

export interface DrawnFigure extends ReportFigure {
  metric: MetricInResults['id']
  /** The drawing as a file of its own. */
  svg: string
}

/** One figure for each primary metric of which any run has a value. */
export async function drawFigures(results: Results): Promise<DrawnFigure[]> {
  const drawn = results.metrics
    .filter(({ role }) => role === 'primary')
    .map((metric) => metricFigure(results, metric))
  return Promise.all(drawn.filter((figure) => figure !== undefined).map((figure) => draw(results, figure)))
}

async function draw(results: Results, figure: MetricFigure): Promise<DrawnFigure> {
  const { metric, title, alt, caption } = figure
  const [svg, wide, narrow] = await Promise.all([
    renderSvg(figureSpec(figure, PAPER, WIDE), alt),
    renderSvg(figureSpec(figure, INLINE, WIDE), alt),
    renderSvg(figureSpec(figure, INLINE, NARROW), alt),
  ])
  const data = runValues(results, metric, metricFormat(results, metric))
  return { metric: metric.id, title, file: `figures/${metric.id}.svg`, alt, caption, svg, wide, narrow, data }
}
