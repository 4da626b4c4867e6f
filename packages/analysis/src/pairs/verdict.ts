import type { Comparison } from '@genai-devbench/schema'

/**
 * What the adjusted p-values of the test of no effect and of the two one-sided tests say together at `alpha`; null
 * without a test. Without a margin nothing can be equivalent, and without a test of it neither. Source: Lakens 2018.
 */
export function verdictOf(
  p: number | null,
  equivalenceP: number | null,
  alpha: number,
): Comparison['verdict'] {
  if (p === null) return null
  const isEquivalent = equivalenceP !== null && equivalenceP <= alpha
  if (p <= alpha) return isEquivalent ? 'different_but_negligible' : 'different'
  return isEquivalent ? 'equivalent' : 'inconclusive'
}
