import type { AxisRange } from './axis-range.ts'
import { markColour } from './plot-axes.ts'

/** An interval on the axis; infinite where it has no bound. */
export interface Bar {
  lo: number
  hi: number
  y: number
  colour: string
}

/** A bar for each interval, with an arrow where it goes on beyond the axis. */
export function intervalLayers(bars: readonly Bar[], { lo, hi }: AxisRange, strokeWidth: number): object[] {
  const within = bars.map((bar) => ({ ...bar, x: Math.max(bar.lo, lo), x2: Math.min(bar.hi, hi) }))
  const arrows = bars.flatMap(({ colour, y, ...bar }) => [
    ...(bar.lo < lo ? [{ x: lo, colour, y, shape: 'triangle-left' }] : []),
    ...(bar.hi > hi ? [{ x: hi, colour, y, shape: 'triangle-right' }] : []),
  ])
  return [
    {
      data: { values: within.map(({ x, x2, y, colour }) => ({ x, x2, y, colour })) },
      mark: { type: 'rule', strokeWidth },
      encoding: { x2: { field: 'x2' }, color: markColour },
    },
    {
      data: { values: arrows },
      mark: { type: 'point', filled: true, size: 30 * strokeWidth, opacity: 1 },
      encoding: { shape: { field: 'shape', type: 'nominal', scale: null }, color: markColour },
    },
  ]
}

/** Whether an interval goes on beyond the axis. */
export const isCut = (bar: Pick<Bar, 'lo' | 'hi'>, { lo, hi }: AxisRange): boolean =>
  bar.lo < lo || bar.hi > hi
