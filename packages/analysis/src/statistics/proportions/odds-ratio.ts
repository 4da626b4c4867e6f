import { requireLevel } from '../preconditions.ts'
import { findRoot } from '../special-functions/root.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { type Proportion, conditionalDistribution, requireProportions } from './table.ts'

/**
 * The odds of the first arm over those of the second, (x_a (n_b - x_b))/(x_b (n_a - x_a)).
 * Null when the denominator is 0. Source: Cornfield 1951.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function sampleOddsRatio(a: Proportion, b: Proportion): Statistic<number> {
  requireProportions(a, b)
  const under = b.x * (a.n - a.x)
  return under === 0 ? undetermined('zero_denominator') : determined((a.x * (b.n - b.x)) / under)
}

/**
 * The odds ratio after adding one half to each of the four counts: always defined, drawn towards 1.
 * Source: Haldane 1956, Anscombe 1956.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function haldaneOddsRatio(a: Proportion, b: Proportion): number {
  requireProportions(a, b)
  return ((a.x + 0.5) * (b.n - b.x + 0.5)) / ((b.x + 0.5) * (a.n - a.x + 0.5))
}

/**
 * The conditional maximum likelihood estimate of the odds ratio: the one under which the expected successes of the
 * first arm are those observed. 0 at the lowest possible count; null at the highest, where it is infinite.
 * Source: Cornfield 1956, as R's fisher.test.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function conditionalOddsRatio(a: Proportion, b: Proportion): Statistic<number> {
  requireProportions(a, b)
  const { lowest, probabilities } = conditionalDistribution(a, b, 1)
  const observed = a.x - lowest
  if (observed === 0) return determined(0)
  if (observed === probabilities.length - 1) return undetermined('complete_separation')
  return determined(oddsRatioWhere(a, b, (p) => expectedIndex(p) - observed))
}

/** The bounds of the odds ratio; null where a bound is infinite. */
export interface OddsRatioInterval {
  level: number
  lo: number
  hi: number | null
}

/**
 * The exact conditional interval of the odds ratio, at least its level. Source: Cornfield 1956, as R's fisher.test.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n, or the level not between 0 and 1.
 */
export function conditionalOddsRatioInterval(a: Proportion, b: Proportion, level: number): OddsRatioInterval {
  requireProportions(a, b)
  requireLevel(level)
  const { lowest, probabilities } = conditionalDistribution(a, b, 1)
  const observed = a.x - lowest
  const tail = (1 - level) / 2
  const upTo = (p: readonly number[]): number =>
    p.slice(0, observed + 1).reduce((sum, value) => sum + value, 0)
  const from = (p: readonly number[]): number => p.slice(observed).reduce((sum, value) => sum + value, 0)
  return {
    level,
    lo: observed === 0 ? 0 : oddsRatioWhere(a, b, (p) => from(p) - tail),
    hi: observed === probabilities.length - 1 ? null : oddsRatioWhere(a, b, (p) => tail - upTo(p)),
  }
}

/** The odds ratio at which a figure that grows with it is 0; the root is sought on the logarithm. */
function oddsRatioWhere(a: Proportion, b: Proportion, figure: (p: readonly number[]) => number): number {
  const atLog = (logarithm: number): number =>
    figure(conditionalDistribution(a, b, Math.exp(logarithm)).probabilities)
  let reach = 1
  while (atLog(-reach) > 0) reach *= 2
  const lo = -reach
  reach = 1
  while (atLog(reach) < 0) reach *= 2
  return Math.exp(findRoot(atLog, lo, reach))
}

function expectedIndex(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, probability, index) => sum + index * probability, 0)
}
