import type { Results } from '@genai-devbench/schema'
import type { ReportFigure } from '../document/report-document.ts'
import { toCsv } from '../exports/csv.ts'
import { graveNotices } from '../grave-notices.ts'
import { chartFrame } from './chart-frame.ts'
import { costQualityFigure } from './cost-quality/cost-quality-figure.ts'
import { distributions } from './distribution/distribution-figure.ts'
import type { Figure } from './figure.ts'
import { checkFigures } from './heat-map/check-figure.ts'
import { cumulativeFigures } from './lines/cumulative.ts'
import { qualityFigures } from './lines/quality-figure.ts'
import { stoppingFigures } from './lines/stopping-figure.ts'
import { frameworkForests } from './forest/framework-forests.ts'
import { INLINE, PAPER, type Theme, recoloured } from './palette.ts'
import { renderPng } from './png/render-png.ts'
import { renderSvg } from './render-svg.ts'

const WIDE = 640
/** Fits a phone's screen without being made smaller. */
const NARROW = 330

export interface DrawnFigure extends ReportFigure, Pick<Figure, 'section'> {
  /** The drawing, and its values, as files of their own. */
  svg: string
  /** Being drawn. */
  png: Promise<Uint8Array>
  csv: string
}

/** Every figure for which the results have something to show, in the order of the report. */
export const figuresOf = (results: Results): Figure[] => [
  ...distributions(results),
  ...frameworkForests(results),
  ...costQualityFigure(results),
  ...cumulativeFigures(results),
  ...qualityFigures(results),
  ...checkFigures(results),
  ...stoppingFigures(results),
]

export const drawFigures = (results: Results): Promise<DrawnFigure[]> =>
  drawAll(figuresOf(results), graveNotices(results.notices))

/** `warnings` stand above each drawing. */
export async function drawAll(
  figures: readonly Figure[],
  warnings: readonly string[],
): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = []
  for (const figure of figures) drawn.push(await draw(figure, warnings))
  return drawn
}

async function draw(figure: Figure, warnings: readonly string[]): Promise<DrawnFigure> {
  const { id, section, title, caption, alt, data } = figure
  const render = (theme: Theme, width: number): Promise<string> =>
    renderSvg({ ...chartFrame(theme, warnings), ...figure.spec(theme, width) }, alt)
  const svg = await render(PAPER, WIDE)
  return {
    id,
    section,
    title,
    file: `figures/${id}.svg`,
    caption,
    alt,
    data,
    wide: recoloured(svg, PAPER, INLINE),
    narrow: await render(INLINE, NARROW),
    svg,
    png: renderPng(svg),
    csv: toCsv(figure.dataset),
  }
}
