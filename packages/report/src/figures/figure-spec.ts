import type { TopLevelSpec } from 'vega-lite'
import { axisTicks } from './axis-range.ts'
import { FONT_SIZE, laneLayout } from './lane-layout.ts'
import { gridLines, intervals, runs, separators, texts } from './layers.ts'
import type { MetricFigure } from './metric-figure.ts'
import type { Theme } from './palette.ts'

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif'

/** Vega-Lite specification of a figure `width` pixels wide: a lane for each framework, one below the other. */
export function figureSpec(figure: MetricFigure, theme: Theme, width: number): TopLevelSpec {
  const { lanes, range, warnings } = figure
  const layout = laneLayout(lanes, width)
  const height = lanes.length * layout.height
  const ticks = axisTicks(range, Math.max(4, Math.floor(width / 75)))
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width,
    height,
    padding: 6,
    background: theme.background,
    ...(warnings.length > 0 && {
      title: {
        text: warnings,
        anchor: 'start',
        color: theme.warning,
        fontSize: FONT_SIZE,
        fontWeight: 'bold',
        offset: 8,
      },
    }),
    layer: [
      gridLines(lanes, layout, ticks, theme),
      separators(lanes, layout, theme),
      ...texts(lanes, layout, width, theme),
      ...runs(lanes, layout),
      ...intervals(lanes, layout, range),
    ],
    encoding: {
      x: xChannel(figure, ticks),
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [height, 0], nice: false, zero: false },
        axis: null,
      },
    },
    config: {
      aria: false,
      font: FONT,
      view: { stroke: null },
      axis: {
        labelColor: theme.ink,
        titleColor: theme.ink,
        domainColor: theme.faint,
        tickColor: theme.faint,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        titlePadding: 8,
      },
    },
  }
}

function xChannel({ title, metric: { unit }, range }: MetricFigure, ticks: readonly number[]): object {
  const { scale, lo, hi } = range
  return {
    field: 'x',
    type: 'quantitative',
    // A log scale has no zero that could be left out.
    scale: { type: scale, domain: [lo, hi], nice: false, ...(scale === 'linear' && { zero: false }) },
    axis: {
      title: scale === 'log' ? `${title}, logarithmic scale` : title,
      values: [...ticks],
      ...tickLabels(unit),
      labelFlush: true,
      grid: false,
    },
  }
}

function tickLabels(unit: string): object {
  if (unit === 'proportion') return { format: '.0%' }
  // Zero would share the suffix of the others: 0k.
  if (unit === 'tokens') return { format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" }
  return { format: ',.6~f' }
}
