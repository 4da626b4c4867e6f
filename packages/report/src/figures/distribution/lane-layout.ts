import { fitBeside } from '../text-size.ts'
import type { Lane } from './distribution-figure.ts'

/** Heights in pixels inside the lane of one framework. */
export interface LaneLayout {
  name: number
  /** Below the name where there is no room beside it. */
  text: number
  interval: number
  /** The runs are spread from here to there. */
  runs: [number, number]
  height: number
}

export function laneLayout(lanes: readonly Lane[], width: number): LaneLayout {
  const isTight = lanes.some(({ framework, text }) => !fitBeside(framework, text, width))
  const below = isTight ? 18 : 0
  const runsHeight = lanes.some(({ points }) => points.length > 0) ? 34 : 0
  const interval = 34 + below
  return {
    name: 13,
    text: 13 + below,
    interval,
    runs: [interval + 12, interval + 8 + runsHeight],
    height: interval + 16 + runsHeight,
  }
}
