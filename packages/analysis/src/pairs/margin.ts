import { type Figure, none } from '../figures.ts'
import { newcombeInterval } from '../statistics/proportions/difference.ts'
import { normalUpperTail } from '../statistics/special-functions/normal.ts'
import { findRoot } from '../statistics/special-functions/root.ts'
import { studentTUpperTail } from '../statistics/special-functions/student-t.ts'
import { equivalenceTest } from '../statistics/tests/equivalence.ts'
import { type MetricType, type Values, proportionOf } from './effect.ts'
import { tTestOf } from './pair-test.ts'

/**
 * The smallest effect of interest of a metric: a ratio above 1 for `positive` metrics, a difference for others; null
 * where none is declared.
 */
export type Sesoi = number | null

/** Between which effects two frameworks count as equivalent, in the unit of the estimate. */
export function marginOf(type: MetricType, sesoi: Sesoi): Figure<{ lo: number; hi: number }> {
  if (sesoi === null) return none('no_margin')
  return { value: type === 'positive' ? { lo: 1 / sesoi, hi: sesoi } : { lo: -sesoi, hi: sesoi } }
}

/** Two one-sided tests that the effect lies within the margin: the larger p-value. */
export function equivalenceP(type: MetricType, a: Values, b: Values, sesoi: Sesoi): Figure {
  if (sesoi === null) return none('no_margin')
  if (type === 'binary') return proportionEquivalenceP(a, b, sesoi)
  const test = tTestOf(type, a, b)
  return test.value === null ? test : { value: equivalenceTest(test.value, onScale(type, sesoi)).p }
}

/** P(effect within the margin): under the reference prior the effect has a t distribution about its estimate. */
export function withinMargin(type: MetricType, a: Values, b: Values, sesoi: Sesoi): Figure {
  if (sesoi === null) return none('no_margin')
  const test = tTestOf(type, a, b)
  if (test.value === null) return test
  const { difference, standardError, df } = test.value
  const above = (bound: number): number => studentTUpperTail((bound - difference) / standardError, df)
  const margin = onScale(type, sesoi)
  return { value: Math.max(0, above(-margin) - above(margin)) }
}

const onScale = (type: MetricType, sesoi: number): number => (type === 'positive' ? Math.log(sesoi) : sesoi)

/** Beyond this many standard errors the level of an interval is no longer below 1 in doubles. */
const MOST_Z = 8

/**
 * By inverting Newcombe's interval: the alpha at which its 1 - 2 alpha interval just touches the margin, so that the
 * test agrees with the interval.
 */
function proportionEquivalenceP(a: Values, b: Values, margin: number): Figure {
  if (a.length === 0 || b.length === 0) return none('no_observations')
  return {
    value: Math.max(onesidedP(a, b, margin), onesidedP(b, a, margin)),
  }
}

/** Against a difference a - b at or above the margin. */
function onesidedP(a: Values, b: Values, margin: number): number {
  const [armA, armB] = [proportionOf(a), proportionOf(b)]
  const isBelow = armA.x / armA.n - armB.x / armB.n < margin
  const beyond = (z: number): number => {
    const level = 1 - 2 * normalUpperTail(z)
    if (level <= 0) return armA.x / armA.n - armB.x / armB.n - margin
    const { value } = newcombeInterval(armA, armB, level)
    return ((isBelow ? value?.hi : value?.lo) ?? 0) - margin
  }
  const reaches = isBelow ? beyond(MOST_Z) >= 0 : beyond(MOST_Z) <= 0
  const z = reaches ? findRoot(isBelow ? beyond : (x) => -beyond(x), 0, MOST_Z) : MOST_Z
  return isBelow ? normalUpperTail(z) : 1 - normalUpperTail(z)
}
