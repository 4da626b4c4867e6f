import { requireProportion } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import type { ChiSquaredTest } from '../spread/fligner-killeen.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'
import { binomialTestOfHalf } from './binomial-test.ts'

/**
 * McNemar's test of two paired proportions, exact: only the pairs count in which just one of the two succeeded.
 * Null without such pairs. Source: McNemar 1947.
 * @throws RangeError when a count is not whole or negative.
 */
export function mcnemarExactTest(onlyA: number, onlyB: number): Statistic<number> {
  requireProportion(onlyA, onlyA + onlyB)
  if (onlyA + onlyB === 0) return undetermined('no_variation')
  return determined(binomialTestOfHalf(onlyA, onlyA + onlyB))
}

/**
 * The same with the chi-squared approximation (a - b)^2/(a + b); `corrected` takes 1 from |a - b| unless it is 0.
 * Source: McNemar 1947, Edwards 1948, as R's mcnemar.test.
 * @throws RangeError when a count is not whole or negative.
 */
export function mcnemarTest(
  onlyA: number,
  onlyB: number,
  { corrected = true } = {},
): Statistic<ChiSquaredTest> {
  requireProportion(onlyA, onlyA + onlyB)
  if (onlyA + onlyB === 0) return undetermined('no_variation')
  const distance = Math.abs(onlyA - onlyB)
  const moved = distance === 0 || !corrected ? distance : distance - 1
  const statistic = moved ** 2 / (onlyA + onlyB)
  return determined({ statistic, df: 1, p: chiSquaredUpperTail(statistic, 1) })
}
