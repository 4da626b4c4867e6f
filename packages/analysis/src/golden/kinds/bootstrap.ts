import { quantile } from '../../statistics/descriptive/quantiles.ts'
import {
  type Estimator,
  bcaInterval,
  bootstrap,
  bootstrapError,
  percentileInterval,
} from '../../statistics/resampling/bootstrap.ts'
import { xoshiro128 } from '../../statistics/resampling/random.ts'
import type { IntervalEstimate } from '../../statistics/intervals/interval.ts'
import { type GoldenValue, numberAt } from '../golden-file.ts'
import { type Figures, SetAside, Within } from './figures.ts'

/**
 * The middle of three runs counts: where few values make a discrete distribution, all runs of the reference may have
 * one and the same bound, and one run in some hundred the next. Other seeds do as well.
 */
const SEEDS = [1, 2, 3]

/** Standard deviations of one run within which an independent run is expected. */
const RUNS_APART = 5

const ESTIMATORS: Record<string, Estimator> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  median: (values) => {
    const ordered = values.toSorted()
    const half = values.length >> 1
    const upper = ordered[half] ?? 0
    return values.length % 2 === 1 ? upper : ((ordered[half - 1] ?? 0) + upper) / 2
  },
}

/**
 * Bootstrap runs per group and figure, held against the average of many in the reference: within 5 standard deviations
 * that a run has there.
 */
export function bootstrapFigures(
  expected: GoldenValue,
  groups: Readonly<Record<string, readonly number[]>>,
): Figures {
  return Object.fromEntries(
    children(expected).map(([group, figures]) => [
      group,
      Object.fromEntries(
        children(figures).map(([name, reference]) => {
          const estimator = ESTIMATORS[name]
          return [name, estimator && runFigures(groups[group] ?? [], estimator, reference)]
        }),
      ),
    ]),
  )
}

function runFigures(values: readonly number[], estimator: Estimator, reference: GoldenValue): Figures {
  const level = numberAt(reference, 'level')
  const resamples = numberAt(reference, 'resamples_per_run')
  const runs = SEEDS.flatMap((seed) => {
    const run = bootstrap(values, estimator, { resamples, random: xoshiro128(seed) }).value
    return run === null ? [] : [{ run, bca: bcaInterval(run, level).value }]
  })
  const [first] = runs
  if (first === undefined) return null
  const percentiles = runs.map(({ run }) => percentileInterval(run, level).value)
  const corrected = runs.map(({ bca }) => bca)
  const error = middle(runs.map(({ run }) => bootstrapError(run)))
  const ofTheReference = new SetAside(
    'describes the reference; it gives the tolerance of the figures beside it',
  )
  return {
    level: ofTheReference,
    resamples_per_run: ofTheReference,
    runs: ofTheReference,
    bca_sd_of_one_run: ofTheReference,
    percentile_sd_of_one_run: ofTheReference,
    estimate: first.run.estimate,
    acceleration: first.bca && first.bca.acceleration,
    // A share near one half varies by 1/(2 sqrt B), its normal score by sqrt(2 pi) times that.
    z0_mean: new Within(
      middle(corrected.map((bca) => bca && bca.z0)),
      (RUNS_APART * Math.sqrt(Math.PI / 2)) / Math.sqrt(resamples),
    ),
    bca: randomBounds(corrected, numbersAt(reference, 'bca_sd_of_one_run')),
    percentile: randomBounds(percentiles, numbersAt(reference, 'percentile_sd_of_one_run')),
    // A standard deviation of B normal values varies by 1/sqrt(2B); of those with heavier tails by a little more.
    boot_se: new Within(error, (2 * RUNS_APART * (error ?? 0)) / Math.sqrt(2 * resamples)),
  }
}

function randomBounds(runs: readonly (IntervalEstimate | null)[], deviations: readonly number[]): Figures {
  return (['lo', 'hi'] as const).map((side, index) => {
    const bound = middle(runs.map((interval) => interval && interval[side]))
    return new Within(bound, RUNS_APART * (deviations[index] ?? 0) + 1e-9 * Math.abs(bound ?? 0))
  })
}

/** The median of an odd number of figures; null when one of them is. */
function middle(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null)
  return known.length < figures.length ? null : (quantile(known, 0.5).value ?? null)
}

function children(value: GoldenValue): [string, GoldenValue][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function numbersAt(value: GoldenValue, key: string): number[] {
  const found = children(value).find(([name]) => name === key)?.[1]
  return Array.isArray(found) ? found.map(Number) : []
}
