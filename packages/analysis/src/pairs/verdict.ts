import type { Comparison } from '@genai-devbench/schema'
import type { Values } from './effect.ts'

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

/** Why the test of two samples allows no verdict, as exactly as the two say it. */
export function whyNoVerdict(a: Values, b: Values, whyNoTest = 'unknown'): string {
  if (whyNoTest === 'no_observations' && a.length + b.length > 0) return 'one_side_empty'
  if (whyNoTest !== 'no_variation') return whyNoTest
  return a[0] === b[0] ? 'identical_constants' : 'different_constants'
}
