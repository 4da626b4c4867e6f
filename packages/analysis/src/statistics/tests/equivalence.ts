import { studentTUpperTail } from '../special-functions/student-t.ts'
import type { TTest } from './two-sample-t.ts'

export interface EquivalenceTest {
  /** Against a difference at or below -margin, and at or above +margin. */
  pLower: number
  pUpper: number
  /** The larger of the two: small when the difference is shown to lie within the margin. */
  p: number
}

/**
 * Two one-sided tests of |difference| < margin, from a t test. At level alpha it agrees with the 1 - 2 alpha interval
 * lying inside the margin. Source: Schuirmann 1987.
 * @throws RangeError when the margin is not positive.
 */
export function equivalenceTest({ difference, standardError, df }: TTest, margin: number): EquivalenceTest {
  if (!(margin > 0)) throw new RangeError(`equivalence margin ${margin} is not positive`)
  const pLower = studentTUpperTail((difference + margin) / standardError, df)
  const pUpper = studentTUpperTail((margin - difference) / standardError, df)
  return { pLower, pUpper, p: Math.max(pLower, pUpper) }
}
