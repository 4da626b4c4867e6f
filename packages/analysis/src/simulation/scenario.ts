import type { Values } from '../pairs/effect.ts'
import type { Draw } from './draw.ts'

export const LEVEL = 0.95
export const ALPHA = 0.05

/**
 * One property of the protocol under one distribution: how often an interval covers, or how often a test rejects what
 * is true. `true` for a hit; null where the sample does not determine it.
 */
export interface Scenario {
  name: string
  expected: Expectation
  trial(draw: Draw, seed: number): boolean | null
}

/** Draws the values of two sides. */
export type DrawPair = (draw: Draw) => readonly [Values, Values]

/** Which share of hits is right, and who says so. */
export interface Expectation {
  lo: number
  hi: number
  source: string
  /** Behind a share that is itself the result of a simulation. */
  samples?: number
}

/** What theory says of this very case: off by no more than chance. */
export const nominal = (share: number): Expectation => ({ lo: share, hi: share, source: 'nominal' })

/** Of a discrete case, or one with a distribution in closed form, worked out with R; no sampling in it. */
export const exactly = (share: number): Expectation => ({ lo: share, hi: share, source: 'exact, by R' })

/** Of an approximation: the share that the same formulas in R gave on samples of R's own. */
export const inR = (share: number, samples: number): Expectation => ({
  lo: share,
  hi: share,
  source: `R, ${samples.toLocaleString('en')} samples`,
  samples,
})

/** Where theory gives a bound alone. */
export const atLeast = (share: number, why: string): Expectation => ({ lo: share, hi: 1, source: why })
export const atMost = (share: number, why: string): Expectation => ({ lo: 0, hi: share, source: why })
export const between = (lo: number, hi: number, source: string): Expectation => ({ lo, hi, source })

export const covers = (
  bounds: { lo: number | null; hi: number | null } | null,
  truth: number,
): boolean | null =>
  bounds === null || bounds.lo === null || bounds.hi === null
    ? null
    : bounds.lo <= truth && truth <= bounds.hi

export const rejects = (p: number | null | undefined): boolean | null => (p == null ? null : p <= ALPHA)

export const repeat = <T>(n: number, one: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, index) => one(index))

export const normals = (draw: Draw, n: number, mean = 0, sd = 1): number[] =>
  repeat(n, () => mean + sd * draw.normal())

/** With a median of 1. */
export const lognormals = (draw: Draw, n: number, sdLog: number): number[] =>
  repeat(n, () => Math.exp(sdLog * draw.normal()))

export const counts = (draw: Draw, n: number, mean: number): number[] => repeat(n, () => draw.poisson(mean))

export const outcomes = (draw: Draw, n: number, probability: number): number[] =>
  repeat(n, () => (draw.uniform() < probability ? 1 : 0))
