import { axisTicks } from '../axis-range.ts'
import type { FigureSpec } from '../figure.ts'
import type { Theme } from '../palette.ts'
import { positionChannel, ticksAcross } from '../plot-axes.ts'
import type { Distribution } from './distribution-figure.ts'
import { laneLayout } from './lane-layout.ts'
import { gridLines, intervals, runs, separators, texts } from './layers.ts'

/** Vega-Lite specification of a figure `width` pixels wide: a lane for each framework, one below the other. */
export function distributionSpec(figure: Distribution, theme: Theme, width: number): FigureSpec {
  const { metric, title, lanes, range } = figure
  const layout = laneLayout(lanes, width)
  const height = lanes.length * layout.height
  const tickCount = ticksAcross(width)
  return {
    width,
    height,
    layer: [
      gridLines(lanes, layout, axisTicks(range, tickCount), theme),
      separators(lanes, layout, theme),
      ...texts(lanes, layout, width, theme),
      ...runs(lanes, layout),
      ...intervals(lanes, layout, range),
    ],
    encoding: {
      x: positionChannel('x', title, metric.unit, range, tickCount),
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [height, 0], nice: false, zero: false },
        axis: null,
      },
    },
  }
}
