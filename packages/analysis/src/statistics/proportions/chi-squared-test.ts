import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import type { ChiSquaredTest } from '../spread/fligner-killeen.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { type Proportion, requireProportions } from './table.ts'

/**
 * Pearson's chi-squared test of two proportions; `corrected` moves each count by one half, at most onto its
 * expectation. Poor for expected counts below 5, where Fisher's test belongs. Null when an arm is empty, and when all
 * runs succeed or all fail. Source: Pearson 1900, Yates 1934, as R's chisq.test.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function chiSquaredTest(
  a: Proportion,
  b: Proportion,
  { corrected = false } = {},
): Statistic<ChiSquaredTest> {
  requireProportions(a, b)
  if (a.n === 0 || b.n === 0) return undetermined('no_observations')
  const n = a.n + b.n
  const successes = a.x + b.x
  if (successes === 0 || successes === n) return undetermined('no_variation')
  // In a table of two by two all four counts lie equally far from their expectation.
  const distance = Math.abs(a.x * b.n - b.x * a.n) / n
  const moved = distance - (corrected ? Math.min(0.5, distance) : 0)
  const inverses = (n / a.n + n / b.n) * (1 / successes + 1 / (n - successes))
  const statistic = moved ** 2 * inverses
  return determined({ statistic, df: 1, p: chiSquaredUpperTail(statistic, 1) })
}
