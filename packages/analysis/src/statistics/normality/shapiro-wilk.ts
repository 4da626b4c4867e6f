import { sorted } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { normalQuantile, normalUpperTail } from '../special-functions/normal.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface ShapiroWilkTest {
  /** Squared correlation of the sorted values with what normal ones are expected to be: 1 is normal. */
  w: number
  p: number
}

/** Coefficients from the constant up. Source: Royston 1995, Applied Statistics algorithm R94. */
const WEIGHT_FIRST = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056]
const WEIGHT_SECOND = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633]
const SMALL_GAMMA = [-2.273, 0.459]
const SMALL_MEAN = [0.544, -0.39978, 0.025054, -6.714e-4]
const SMALL_LOG_SD = [1.3822, -0.77857, 0.062767, -0.0020322]
const LARGE_MEAN = [-1.5861, -0.31082, -0.083751, 0.0038915]
const LARGE_LOG_SD = [-0.4803, -0.082676, 0.0030302]

/**
 * Shapiro and Wilk's test of normality, 3 <= n <= 5000: a diagnostic, never a gate for the choice of a test.
 * Null outside these sizes and for constant values. Source: Royston 1995 (AS R94), as R's shapiro.test.
 * @throws RangeError when a value is not finite.
 */
export function shapiroWilkTest(values: readonly number[]): Statistic<ShapiroWilkTest> {
  requireFinite(values)
  const n = values.length
  if (n < 3) return undetermined(n === 0 ? 'no_observations' : 'too_few_observations')
  if (n > 5000) return undetermined('too_many_observations')
  const ordered = sorted(values)
  const [lowest = 0, highest = 0] = [ordered[0], ordered.at(-1)]
  const range = highest - lowest
  if (range === 0) return undetermined('no_variation')
  if (!Number.isFinite(range)) return undetermined('overflow')
  const deviation = distanceFromNormal(
    ordered.map((value) => (value - lowest) / range),
    weights(n),
  )
  return determined({ w: 1 - deviation, p: probability(deviation, n) })
}

/** The antisymmetric weights of the sorted values, from the largest value down to the middle. */
function weights(n: number): number[] {
  if (n === 3) return [Math.SQRT1_2]
  const half = Math.floor(n / 2)
  const scores = Array.from({ length: half }, (_, i) => -normalQuantile((i + 1 - 0.375) / (n + 0.25)))
  const squares = 2 * scores.reduce((sum, score) => sum + score * score, 0)
  const [first = 0, second = 0] = scores
  const root = 1 / Math.sqrt(n)
  const weightFirst = polynomial(WEIGHT_FIRST, root) + first / Math.sqrt(squares)
  if (n <= 5) {
    const scale = Math.sqrt((squares - 2 * first ** 2) / (1 - 2 * weightFirst ** 2))
    return [weightFirst, ...scores.slice(1).map((score) => score / scale)]
  }
  const weightSecond = polynomial(WEIGHT_SECOND, root) + second / Math.sqrt(squares)
  const scale = Math.sqrt(
    (squares - 2 * first ** 2 - 2 * second ** 2) / (1 - 2 * weightFirst ** 2 - 2 * weightSecond ** 2),
  )
  return [weightFirst, weightSecond, ...scores.slice(2).map((score) => score / scale)]
}

/** 1 - W, from the factors of the difference of squares: exact where W is close to 1. */
function distanceFromNormal(ordered: readonly number[], half: readonly number[]): number {
  const n = ordered.length
  const centre = ordered.reduce((sum, value) => sum + value / n, 0)
  let [squares, products, ownSquares] = [0, 0, 0]
  for (const [i, value] of ordered.entries()) {
    const weight = i < half.length ? -(half[i] ?? 0) : (half[n - 1 - i] ?? 0)
    squares += (value - centre) ** 2
    products += weight * (value - centre)
    ownSquares += weight ** 2
  }
  const norm = Math.sqrt(squares * ownSquares)
  return ((norm - products) * (norm + products)) / (squares * ownSquares)
}

function probability(deviation: number, n: number): number {
  if (n === 3) {
    return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(1 - deviation)) - Math.PI / 3))
  }
  const logDeviation = Math.log(deviation)
  const logN = Math.log(n)
  if (n > 11) {
    const sd = Math.exp(polynomial(LARGE_LOG_SD, logN))
    return normalUpperTail((logDeviation - polynomial(LARGE_MEAN, logN)) / sd)
  }
  const gamma = polynomial(SMALL_GAMMA, n)
  // Beyond the range of the approximation the probability is nothing; R gives this number.
  if (logDeviation >= gamma) return 1e-99
  const sd = Math.exp(polynomial(SMALL_LOG_SD, n))
  return normalUpperTail((-Math.log(gamma - logDeviation) - polynomial(SMALL_MEAN, n)) / sd)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((value, coefficient) => value * x + coefficient, 0)
}
