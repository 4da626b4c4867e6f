import { type AxisRange, axisTicks } from './axis-range.ts'
import { tickLabels } from './chart-frame.ts'

/** For the numbers left of a plot. */
export const AXIS_WIDTH = 52

/** How many numbers have room below a plot. */
export const ticksAcross = (width: number): number => Math.max(5, Math.floor(width / 75))

interface PositionChannel {
  field: string
  type: 'quantitative'
  scale: { type: AxisRange['scale']; domain: [number, number]; nice: false; zero?: false }
  axis: { title: string; values: number[] }
}

/** A channel of position whose axis runs over this range. */
export function positionChannel(
  field: 'x' | 'y',
  title: string,
  unit: string,
  range: AxisRange,
  ticks: number,
): PositionChannel {
  const { scale, lo, hi } = range
  return {
    field,
    type: 'quantitative',
    // A log scale has no zero that could be left out.
    scale: { type: scale, domain: [lo, hi], nice: false, ...(scale === 'linear' && { zero: false }) },
    axis: {
      title: scale === 'log' ? `${title}, logarithmic scale` : title,
      values: axisTicks(range, ticks),
      ...tickLabels(unit),
      ...(field === 'x' ? { labelFlush: true, grid: false } : UPRIGHT),
    },
  }
}

/** The title stands above the axis, where it is read without turning the head. */
const UPRIGHT = { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleX: 8 - AXIS_WIDTH, titleY: -12 }

export const markColour = { field: 'colour', type: 'nominal', scale: null } as const
export const markShape = { field: 'shape', type: 'nominal', scale: null } as const
