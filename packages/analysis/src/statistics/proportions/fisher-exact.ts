import { type Proportion, conditionalDistribution, requireProportions } from './table.ts'

/** Tables whose probability exceeds that of the observed one by less than this share count as equally likely. */
export const SAME = 1 + 1e-7

export interface FisherExactTest {
  /** Two-sided: the tables that are no more likely than the observed one. */
  p: number
  /** Against a smaller, and against a larger proportion in the first arm. */
  pLess: number
  pGreater: number
}

/**
 * Fisher's exact test of two proportions, given both sizes and the number of successes in all.
 * Source: Fisher 1935, as R's fisher.test.
 * @throws RangeError when a count is not whole, or not 0 <= x <= n.
 */
export function fisherExactTest(a: Proportion, b: Proportion): FisherExactTest {
  requireProportions(a, b)
  const { lowest, probabilities } = conditionalDistribution(a, b, 1)
  const observed = a.x - lowest
  const limit = (probabilities[observed] ?? 1) * SAME
  const sumOf = (isIn: (probability: number, index: number) => boolean): number =>
    Math.min(
      1,
      probabilities.filter(isIn).reduce((total, probability) => total + probability, 0),
    )
  return {
    p: sumOf((probability) => probability <= limit),
    pLess: sumOf((_, index) => index <= observed),
    pGreater: sumOf((_, index) => index >= observed),
  }
}
