import { quantileSorted } from 'simple-statistics'
import { requireFinite, requireLevel } from '../preconditions.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { normalQuantile, normalUpperTail } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { Random } from './random.ts'

/** A figure of a sample; the array is used again for the next, so it must not be kept. */
export type Estimator = (values: Float64Array) => number

/** The figure of the sample itself and of each resample, these in ascending order. */
export interface Bootstrap {
  sample: Float64Array
  estimator: Estimator
  estimate: number
  replicates: Float64Array
}

/**
 * The figure of `resamples` samples of the same size, drawn from the sample with replacement.
 * Null for fewer than two values. Source: Efron 1979.
 * @throws RangeError when a value is not finite or `resamples` is not a positive count.
 */
export function bootstrap(
  values: readonly number[],
  estimator: Estimator,
  { resamples, random }: { resamples: number; random: Random },
): Statistic<Bootstrap> {
  requireFinite(values)
  if (!(Number.isSafeInteger(resamples) && resamples > 0)) throw new RangeError(`${resamples} resamples`)
  const n = values.length
  if (n < 2) return undetermined(n === 0 ? 'no_observations' : 'one_observation')
  const sample = Float64Array.from(values)
  const drawn = new Float64Array(n)
  const replicates = new Float64Array(resamples)
  for (let i = 0; i < resamples; i++) {
    random.resample(sample, drawn)
    replicates[i] = estimator(drawn)
  }
  replicates.sort()
  return { value: { sample, estimator, estimate: estimator(sample), replicates } }
}

/** The standard deviation of the replicates (divisor B - 1): the standard error of the figure. */
export function bootstrapError({ replicates }: Bootstrap): number {
  const n = replicates.length
  const [origin = 0] = replicates
  const centre = replicates.reduce((sum, value) => sum + (value - origin) / n, origin)
  return Math.sqrt(replicates.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1))
}

/**
 * The middle of the replicates, quantiles of type 7. Too narrow for few values. Source: Efron 1981.
 * @throws RangeError when the level is not between 0 and 1.
 */
export function percentileInterval(boot: Bootstrap, level: number): Statistic<IntervalEstimate> {
  requireLevel(level)
  return between(boot, level, (1 - level) / 2, (1 + level) / 2)
}

export interface BcaInterval extends IntervalEstimate {
  /** Bias: the normal score of the share of replicates below the estimate, those equal to it counting half. */
  z0: number
  /** Skewness of the jackknife values, over 6; 0 when they are all equal. */
  acceleration: number
}

/**
 * The bias-corrected and accelerated interval. It covers too little below about 50 values and is no default here.
 * Null when all replicates lie on one side of the estimate. Source: Efron 1987.
 * @throws RangeError when the level is not between 0 and 1.
 */
export function bcaInterval(boot: Bootstrap, level: number): Statistic<BcaInterval> {
  requireLevel(level)
  const { replicates, estimate } = boot
  const share =
    replicates.reduce((sum, value) => sum + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0) /
    replicates.length
  if (share === 0 || share === 1) return undetermined('no_variation')
  const z0 = normalQuantile(share)
  const acceleration = jackknifeAcceleration(boot)
  const corrected = (p: number): number => {
    const z = z0 + normalQuantile(p)
    return normalUpperTail(-(z0 + z / (1 - acceleration * z)))
  }
  const interval = between(boot, level, corrected((1 - level) / 2), corrected((1 + level) / 2))
  return interval.value === null ? interval : determined({ ...interval.value, z0, acceleration })
}

function jackknifeAcceleration({ sample, estimator }: Bootstrap): number {
  const left = Array.from(sample, (_, out) => estimator(sample.filter((_value, index) => index !== out)))
  const centre = left.reduce((sum, value) => sum + value / left.length, 0)
  const squares = left.reduce((sum, value) => sum + (centre - value) ** 2, 0)
  const cubes = left.reduce((sum, value) => sum + (centre - value) ** 3, 0)
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

function between(
  { estimate, replicates }: Bootstrap,
  level: number,
  from: number,
  to: number,
): Statistic<IntervalEstimate> {
  // The replicates are sorted; the library's type wants an ordinary array.
  const ordered = Array.from(replicates)
  return determined({ level, estimate, lo: quantileSorted(ordered, from), hi: quantileSorted(ordered, to) })
}
