import type { TopLevelSpec } from 'vega-lite'
import type { AxisRange } from '../axis-range.ts'
import { intervalLayers } from '../interval-layers.ts'
import type { Theme } from '../palette.ts'
import { markColour } from '../plot-axes.ts'
import { FONT_SIZE, nameSize } from '../text-size.ts'
import type { Lane } from './distribution-figure.ts'
import type { LaneLayout } from './lane-layout.ts'

/** One kind of mark of a figure. Across, it stands at values of the axis; down, at pixels. */
type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** A framework's name and its estimate in words stand above its marks, and so never on them. */
export function texts(
  lanes: readonly Lane[],
  { name, text, height }: LaneLayout,
  width: number,
  theme: Theme,
): Layer[] {
  const layer = (
    words: { y: number; text: string }[],
    align: 'left' | 'right',
    fontWeight: 'bold' | 'normal',
    fontSize: number,
  ): Layer => ({
    data: { values: words },
    mark: {
      type: 'text',
      align,
      baseline: 'middle',
      color: theme.ink,
      fontSize,
      fontWeight,
      limit: width,
    },
    encoding: { x: { value: align === 'left' ? 0 : width }, text: { field: 'text', type: 'nominal' } },
  })
  return [
    layer(
      lanes.map(({ framework }, lane) => ({ y: lane * height + name, text: framework })),
      'left',
      'bold',
      nameSize(
        lanes.map(({ framework }) => framework),
        width,
      ),
    ),
    layer(
      lanes.map((own, lane) => ({ y: lane * height + text, text: own.text })),
      name === text ? 'right' : 'left',
      'normal',
      FONT_SIZE,
    ),
  ]
}

/** Only where marks are: they would strike through the words. */
export function gridLines(
  lanes: readonly Lane[],
  { text, height }: LaneLayout,
  ticks: readonly number[],
  theme: Theme,
): Layer {
  const lines = lanes.flatMap((_, lane) =>
    ticks.map((x) => ({ x, y: lane * height + text + 9, y2: (lane + 1) * height })),
  )
  return {
    data: { values: lines },
    mark: { type: 'rule', color: theme.faint },
    encoding: { y2: { field: 'y2' } },
  }
}

export function separators(lanes: readonly Lane[], { height }: LaneLayout, theme: Theme): Layer {
  return {
    data: { values: lanes.map((_, lane) => ({ y: lane * height })) },
    mark: { type: 'rule', color: theme.faint },
    encoding: { x: { value: 0 }, x2: { value: 'width' } },
  }
}

const CROSS = 'M-1,-1L1,1M-1,1L1,-1'

/** A dot for each run that completed, a cross for each other one. */
export function runs(lanes: readonly Lane[], { runs: [from, to], height }: LaneLayout): Layer[] {
  const marks = lanes.flatMap(({ points, colour }, lane) =>
    points.map(({ value, completed }, index) => ({
      x: value,
      y: lane * height + from + (to - from) * jitter(index),
      completed,
      colour,
    })),
  )
  const largest = Math.max(...lanes.map(({ points }) => points.length))
  const size = Math.min(46, Math.max(8, 3000 / largest))
  const encoding = { color: markColour }
  return [
    {
      data: { values: marks.filter(({ completed }) => completed) },
      mark: { type: 'point', shape: 'circle', filled: true, size, opacity: 0.7 },
      encoding,
    },
    {
      data: { values: marks.filter(({ completed }) => !completed) },
      mark: { type: 'point', shape: CROSS, filled: false, size, strokeWidth: 1.8, opacity: 0.9 },
      encoding,
    },
  ]
}

/** Spreads the runs evenly without chance: multiples of the golden ratio, of which no two lie close together. */
const jitter = (index: number): number => ((index + 1) * 0.6180339887498949) % 1

export function intervals(
  lanes: readonly Lane[],
  { interval, height }: LaneLayout,
  range: AxisRange,
): Layer[] {
  const shown = lanes.flatMap(({ estimate, colour }, lane) =>
    estimate ? [{ ...estimate, colour, y: lane * height + interval }] : [],
  )
  const centres = {
    data: { values: shown.map(({ value, colour, y }) => ({ x: value, colour, y })) },
    mark: { type: 'point', shape: 'diamond', filled: true, size: 150, opacity: 1 },
    encoding: { color: markColour },
  }
  return [...intervalLayers(shown, range, 3), centres] as Layer[]
}
