import {
  type Bootstrap,
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

/** Any other seed gives figures within the same tolerances. */
const SEED = 20_260_101

/** Standard deviations of one run within which an independent run is expected. */
const RUNS_APART = 5

const ESTIMATORS: Record<string, Estimator> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  median: (values) => {
    const ordered = values.toSorted()
    const middle = values.length >> 1
    const upper = ordered[middle] ?? 0
    return values.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? 0) + upper) / 2
  },
}

/**
 * One bootstrap run per group and figure, held against the average of many in the reference: within 5 standard
 * deviations that a run has there.
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
  const run = bootstrap(values, estimator, { resamples, random: xoshiro128(SEED) }).value
  if (run === null) return null
  const bca = bcaInterval(run, level).value
  const ofTheReference = new SetAside(
    'describes the reference; it gives the tolerance of the figures beside it',
  )
  return {
    level: ofTheReference,
    resamples_per_run: ofTheReference,
    runs: ofTheReference,
    bca_sd_of_one_run: ofTheReference,
    percentile_sd_of_one_run: ofTheReference,
    estimate: run.estimate,
    acceleration: bca && bca.acceleration,
    ...randomFigures(run, bca, percentileInterval(run, level).value, reference),
  }
}

function randomFigures(
  run: Bootstrap,
  bca: (IntervalEstimate & { z0: number }) | null,
  percentile: IntervalEstimate | null,
  reference: GoldenValue,
): Record<string, Figures> {
  const resamples = run.replicates.length
  const error = bootstrapError(run)
  const apart = (name: string): number[] => numbersAt(reference, name).map((sd) => RUNS_APART * sd)
  const interval = (bounds: IntervalEstimate | null, sd: string): Figures =>
    bounds &&
    [bounds.lo, bounds.hi].map((bound, i) => new Within(bound, (apart(sd)[i] ?? 0) + 1e-9 * Math.abs(bound)))
  return {
    // A share near one half varies by 1/(2 sqrt B), its normal score by sqrt(2 pi) times that.
    z0_mean: new Within(bca && bca.z0, (RUNS_APART * Math.sqrt(Math.PI / 2)) / Math.sqrt(resamples)),
    bca: interval(bca, 'bca_sd_of_one_run'),
    percentile: interval(percentile, 'percentile_sd_of_one_run'),
    // A standard deviation of B normal values varies by 1/sqrt(2B); of those with heavier tails by a little more.
    boot_se: new Within(error, (2 * RUNS_APART * error) / Math.sqrt(2 * resamples)),
  }
}

function children(value: GoldenValue): [string, GoldenValue][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function numbersAt(value: GoldenValue, key: string): number[] {
  const found = children(value).find(([name]) => name === key)?.[1]
  return Array.isArray(found) ? found.map(Number) : []
}
