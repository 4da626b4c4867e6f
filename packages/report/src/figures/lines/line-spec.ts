import type { AxisRange } from '../axis-range.ts'
import type { FigureSpec } from '../figure.ts'
import { type KeyRow, keyView } from '../key-view.ts'
import type { Theme } from '../palette.ts'
import { AXIS_WIDTH, markColour, markShape, positionChannel } from '../plot-axes.ts'

export interface LineChart {
  /** `places`: where the points are. */
  x: { title: string; places: readonly number[] }
  y: { title: string; unit: string; range: AxisRange }
  /** A line across, named on its axis. */
  target?: number
  lines: Line[]
}

export interface Line extends KeyRow {
  points: { x: number; y: number }[]
}

const HEIGHT = 230

/** Lines with a mark at each point, one for each framework, below a key that names them. */
export function lineSpec({ x, y, target, lines }: LineChart, theme: Theme, width: number): FigureSpec {
  const plotWidth = width - AXIS_WIDTH
  const points = lines.flatMap(({ points: own, colour, shape }, line) =>
    own.map((point) => ({ ...point, colour, shape, line })),
  )
  const plot = {
    width: plotWidth,
    height: HEIGHT,
    layer: [
      ...(target === undefined ? [] : [targetLine(target, theme, plotWidth)]),
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { detail: { field: 'line', type: 'nominal' }, color: markColour },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { shape: markShape, color: markColour },
      },
    ],
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: {
          domain: extent(x.places),
          nice: false,
          zero: false,
          padding: 8,
        },
        axis: { title: x.title, values: ticksAt(x.places, plotWidth), grid: false, format: 'd' },
      },
      y: upward(y, target),
    },
  }
  return { spacing: 30, bounds: 'flush', vconcat: [keyView(lines, theme, width), plot] } as FigureSpec
}

const targetLine = (y: number, theme: Theme, width: number): object => ({
  data: { values: [{ y }] },
  mark: { type: 'rule', color: theme.ink, strokeDash: [5, 4] },
  encoding: { x: { value: 0 }, x2: { value: width } },
})

/** A single place stands in the middle. */
function extent(places: readonly number[]): [number, number] {
  const [lo, hi] = [Math.min(...places), Math.max(...places)]
  return lo === hi ? [lo - 1, hi + 1] : [lo, hi]
}

/** At every place, or at every second or third where there is no more room. */
function ticksAt(places: readonly number[], width: number): number[] {
  const stride = Math.ceil(places.length / Math.max(1, Math.floor(width / 40)))
  return places.filter((_, index) => index % stride === 0)
}

/** The axis up, with the target among its numbers. */
function upward({ title, unit, range }: LineChart['y'], target: number | undefined): object {
  const channel = positionChannel('y', title, unit, range, 6)
  if (target === undefined) return channel
  const { axis } = channel
  return {
    ...channel,
    axis: {
      ...axis,
      values: [...new Set([...axis.values, target])],
      labelExpr: `datum.value === ${target} ? 'target' : datum.label`,
    },
  }
}
