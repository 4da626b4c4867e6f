import { xoshiro128 } from '../statistics/resampling/random.ts'
import { drawFrom } from './draw.ts'
import type { Scenario } from './scenario.ts'

const SEED = 20260101
/** Standard errors of a simulated share that chance is given: beyond them by chance once in several hundred tables. */
const CHANCE = 4

export interface Simulated {
  /** Of the samples that determine it; NaN when none does. */
  share: number
  undetermined: number
  /** No further from what is expected than chance explains. */
  isWithin: boolean
}

/** The share of hits of a scenario in so many samples, always the same ones. */
export function simulate({ expected, trial }: Scenario, repetitions: number): Simulated {
  const draw = drawFrom(xoshiro128(SEED))
  let [hits, known] = [0, 0]
  for (let i = 0; i < repetitions; i++) {
    const hit = trial(draw, i)
    if (hit === null) continue
    known += 1
    if (hit) hits += 1
  }
  const share = hits / known
  const perSample = 1 / known + (expected.samples === undefined ? 0 : 1 / expected.samples)
  const chance = (of: number): number => CHANCE * Math.sqrt(of * (1 - of) * perSample)
  return {
    share,
    undetermined: repetitions - known,
    isWithin: share >= expected.lo - chance(expected.lo) && share <= expected.hi + chance(expected.hi),
  }
}
