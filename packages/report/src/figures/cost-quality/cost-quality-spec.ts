import { type AxisRange, axisRange } from '../axis-range.ts'
import type { FigureSpec } from '../figure.ts'
import { type KeyRow, keyView } from '../key-view.ts'
import type { Theme } from '../palette.ts'
import { AXIS_WIDTH, markColour, markShape, positionChannel, ticksAcross } from '../plot-axes.ts'
import type { Arm, Side } from './cost-quality-figure.ts'

interface CostQuality {
  rows: readonly (Arm & KeyRow)[]
  front: readonly Arm[]
  cost: Side
  quality: Side
}

const HEIGHT = 260

/** A point with both intervals for each framework, below a key that names them. */
export function costQualitySpec(
  { rows, front, cost, quality }: CostQuality,
  theme: Theme,
  width: number,
): FigureSpec {
  const plotWidth = width - AXIS_WIDTH
  const across = rangeOf(
    cost,
    rows.map((row) => row.cost),
    rows.flatMap((row) => row.places.cost.interval),
  )
  const up = rangeOf(
    quality,
    rows.map((row) => row.quality),
    rows.flatMap((row) => row.places.quality.interval),
  )
  const clamp = (value: number, { lo, hi }: AxisRange): number => Math.min(Math.max(value, lo), hi)
  const bars = rows.flatMap(({ cost: x, quality: y, places, colour }) => [
    {
      x: clamp(places.cost.interval[0], across),
      x2: clamp(places.cost.interval[1], across),
      y,
      y2: y,
      colour,
    },
    { x, x2: x, y: clamp(places.quality.interval[0], up), y2: clamp(places.quality.interval[1], up), colour },
  ])
  const plot = {
    width: plotWidth,
    height: HEIGHT,
    layer: [
      {
        data: { values: frontLine(front, across, up) },
        mark: { type: 'line', color: theme.ink, strokeDash: [5, 4], strokeWidth: 1.2, opacity: 0.7 },
        encoding: { order: { field: 'order', type: 'quantitative' } },
      },
      {
        data: { values: bars },
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x2: { field: 'x2' }, y2: { field: 'y2' }, color: markColour },
      },
      {
        data: { values: rows.map(({ cost: x, quality: y, colour, shape }) => ({ x, y, colour, shape })) },
        mark: { type: 'point', filled: true, size: 130, opacity: 1 },
        encoding: { shape: markShape, color: markColour },
      },
    ],
    encoding: {
      x: positionChannel('x', cost.title, cost.metric.unit, across, ticksAcross(plotWidth)),
      y: positionChannel('y', quality.title, quality.metric.unit, up, 6),
    },
  }
  return { spacing: 30, bounds: 'flush', vconcat: [keyView(rows, theme, width), plot] } as FigureSpec
}

function rangeOf({ metric }: Side, values: readonly number[], bounds: readonly number[]): AxisRange {
  const range = axisRange(metric.type, values, bounds)
  // Room for a mark at 0% or 100%.
  return metric.type === 'binary' ? { ...range, lo: -0.03, hi: 1.03 } : range
}

/** In steps: what a framework reaches can be had for its cost and for any higher one. */
function frontLine(
  front: readonly Arm[],
  across: AxisRange,
  up: AxisRange,
): { x: number; y: number; order: number }[] {
  const corners = front.flatMap(({ cost: x, quality: y }, index) => [
    { x, y: front[index - 1]?.quality ?? up.lo },
    { x, y },
  ])
  const last = front.at(-1)
  const end = last ? [{ x: across.hi, y: last.quality }] : []
  return [...corners, ...end].map((corner, order) => ({ ...corner, order }))
}
