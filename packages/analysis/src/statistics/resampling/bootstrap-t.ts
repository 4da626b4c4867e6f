import { quantileSorted } from 'simple-statistics'
import { mean } from '../descriptive/moments.ts'
import { normalized } from '../descriptive/origin.ts'
import type { IntervalEstimate } from '../intervals/interval.ts'
import { requireFinite, requireLevel } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import type { Random } from './random.ts'

const FEWEST = 3

/**
 * The bootstrap-t interval of the mean, m - t* s/sqrt(n) with t* from the resamples' own t statistics: the one of the
 * bootstrap intervals that holds its level for skewed samples of 20 and more. Resamples of one value repeated have no
 * t statistic and are drawn again. Null for n < 3 and constant values. Source: Efron 1982, Hall 1988.
 * @throws RangeError when a value is not finite, `resamples` not a positive count or the level not between 0 and 1.
 */
export function bootstrapTInterval(
  values: readonly number[],
  level: number,
  { resamples, random }: { resamples: number; random: Random },
): Statistic<IntervalEstimate> {
  requireFinite(values)
  requireLevel(level)
  if (!(Number.isSafeInteger(resamples) && resamples > 0)) throw new RangeError(`${resamples} resamples`)
  const n = values.length
  if (n < FEWEST) return undetermined(n === 0 ? 'no_observations' : 'too_few_observations')
  const { scale, samples } = normalized([values])
  const sample = Float64Array.from(samples[0] ?? [])
  const own = momentsOf(sample)
  const centre = mean(values).value
  if (centre === null) return undetermined('overflow')
  if (own.sd === 0) return undetermined('no_variation')
  const drawn = new Float64Array(n)
  const statistics = new Float64Array(resamples)
  for (let i = 0; i < resamples;) {
    random.resample(sample, drawn)
    const { mean: drawnMean, sd } = momentsOf(drawn)
    if (sd > 0) statistics[i++] = (drawnMean - own.mean) / sd
  }
  const ordered = Array.from(statistics.toSorted())
  const tail = (1 - level) / 2
  return determined({
    level,
    estimate: centre,
    lo: centre - scale * own.sd * quantileSorted(ordered, 1 - tail),
    hi: centre - scale * own.sd * quantileSorted(ordered, tail),
  })
}

/** Mean and standard deviation, from the first value on, so that equal values have exactly none. */
function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const n = values.length
  const [origin = 0] = values
  // Counted loops: iterators would take most of the time of a bootstrap.
  let [sum, squares] = [0, 0]
  for (let i = 0; i < n; i++) sum += (values[i] ?? 0) - origin
  const offset = sum / n
  for (let i = 0; i < n; i++) squares += ((values[i] ?? 0) - origin - offset) ** 2
  return { mean: origin + offset, sd: Math.sqrt(squares / (n - 1)) }
}
