import { requireProbability } from '../preconditions.ts'
import { SAME } from '../proportions/fisher-exact.ts'
import { conditionalDistribution } from '../proportions/table.ts'
import { type Statistic, undetermined } from '../statistic.ts'
import { requireAlpha, requirePower, smallestCount } from './sample-size.ts'

/** Beyond it, going through the outcomes of every n tried would take minutes. */
const MOST_RUNS = 2000

/** The power of an exact test goes up and down with n; where it stays above the target for so many, it stays there. */
const STEADY = 10

/** Totals of successes that are less likely than this change no digit of the power. */
const NEGLIGIBLE = 1e-15

/**
 * Power of Fisher's exact test with n runs a group, by going through all (n + 1)^2 outcomes.
 * @throws RangeError when a proportion or alpha is not between 0 and 1, or n not a positive count.
 */
export function fisherPower(p: number, q: number, n: number, alpha = 0.05): number {
  requireAlpha(alpha)
  if (!(Number.isSafeInteger(n) && n > 0)) throw new RangeError(`${n} is not a number of runs`)
  const [massP, massQ] = [binomialMasses(n, p), binomialMasses(n, q)]
  const likelihood = (x: number, successes: number): number => (massP[x] ?? 0) * (massQ[successes - x] ?? 0)
  let power = 0
  for (let successes = 0; successes <= 2 * n; successes++) {
    let likely = 0
    for (let x = Math.max(0, successes - n); x <= Math.min(n, successes); x++)
      likely += likelihood(x, successes)
    if (likely < NEGLIGIBLE) continue
    for (const x of rejected(successes, n, alpha)) power += likelihood(x, successes)
  }
  return Math.min(1, power)
}

/**
 * The runs a group from which on Fisher's exact test has the power asked for. Null beyond 2,000.
 * @throws RangeError when the proportions are equal, or one of them, power or alpha is out of range.
 */
export function fisherSampleSize(p: number, q: number, power: number, alpha = 0.05): Statistic<number> {
  requirePower(power, alpha)
  if (p === q) throw new RangeError('no number of runs detects a difference of 0')
  const isEnough = (n: number): boolean => fisherPower(p, q, n, alpha) >= power
  if (!isEnough(MOST_RUNS)) return undetermined('too_many_observations')
  let enough = smallestCount((n) => n >= MOST_RUNS || isEnough(n), 2)
  for (let n = enough + 1; n <= enough + STEADY; n++) if (!isEnough(n)) enough = n + 1
  return { value: enough }
}

/**
 * The outcomes of the first of two groups of n that Fisher's test rejects, given the successes in all. The conditional
 * distribution has one peak, so they are found from its ends: the least likely ones, while all together are within alpha.
 */
function rejected(successes: number, n: number, alpha: number): number[] {
  const first = Math.min(n, successes)
  const { lowest, probabilities } = conditionalDistribution({ x: first, n }, { x: successes - first, n }, 1)
  const probabilityOf = (index: number): number => probabilities[index] ?? 1
  const tail: { x: number; probability: number }[] = []
  let [left, right, p] = [0, probabilities.length - 1, 0]
  while (left <= right) {
    const index = probabilityOf(left) <= probabilityOf(right) ? left++ : right--
    const probability = probabilityOf(index)
    p += probability
    // An outcome that is as likely as one that is not rejected is not rejected either.
    if (p > alpha) return tail.filter((outcome) => outcome.probability * SAME < probability).map(({ x }) => x)
    tail.push({ x: lowest + index, probability })
  }
  return []
}

/** P(X = 0), ..., P(X = n) of Binomial(n, p). */
function binomialMasses(n: number, p: number): number[] {
  requireProbability(p, 'p')
  if (p === 0 || p === 1) return Array.from({ length: n + 1 }, (_, x) => (x === p * n ? 1 : 0))
  let logWays = 0
  return Array.from({ length: n + 1 }, (_, x) => {
    if (x > 0) logWays += Math.log((n - x + 1) / x)
    return Math.exp(logWays + x * Math.log(p) + (n - x) * Math.log1p(-p))
  })
}
