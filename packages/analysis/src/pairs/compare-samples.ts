import type { Comparison, OddsRatio } from '@genai-devbench/schema'
import { figuresOf, intervalOf, none } from '../figures.ts'
import { logarithms } from '../statistics/descriptive/logarithms.ts'
import { a12 } from '../statistics/effect-size/a12.ts'
import { cliffsDelta } from '../statistics/effect-size/cliffs-delta.ts'
import { magnitude } from '../statistics/effect-size/magnitude.ts'
import { hedgesG, hedgesGInterval } from '../statistics/effect-size/standardized-difference.ts'
import type { IntervalEstimate } from '../statistics/intervals/interval.ts'
import { conditionalOddsRatio, conditionalOddsRatioInterval } from '../statistics/proportions/odds-ratio.ts'
import { type Statistic, mapped } from '../statistics/statistic.ts'
import { detectableEffect } from './detectable.ts'
import { type MetricType, type Values, effectInterval, effectOf, proportionOf } from './effect.ts'
import { type Sesoi, equivalenceP, marginOf, withinMargin } from './margin.ts'
import { type DeclaredTest, declaredTest } from './pair-test.ts'
import { a12IntervalOf, brunnerMunzelOf, mannWhitneyOf } from './rank-tests.ts'

export interface PairOptions {
  /** Of the intervals; 1 - level is the alpha of power and verdict. */
  level: number
  /** Smallest effect of interest: a ratio above 1 for `positive`, a difference for other types; null for none. */
  sesoi: Sesoi
  /** Of the splits that are drawn at random. */
  seed: number
}

/** All that two samples say about each other by themselves: what a family adds is not there yet. */
export interface PairFindings extends Omit<
  Comparison,
  | 'metric'
  | 'role'
  | 'a'
  | 'b'
  | 'ci_simultaneous'
  | 'ci_anytime'
  | 'test'
  | 'equivalence'
  | 'verdict'
  | 'warnings'
> {
  test: DeclaredTest
  equivalence: Omit<Comparison['equivalence'], 'p_adjusted'>
}

/**
 * Compares a with b as the declared type of their metric asks; the data choose nothing. In any order of the values.
 * @throws RangeError when a value is not finite, a binary value not 0 or 1, or the level not between 0 and 1.
 */
export function compareSamples(
  type: MetricType,
  a: Values,
  b: Values,
  { level, sesoi, seed }: PairOptions,
): PairFindings {
  const { estimand, estimate } = effectOf(type, a, b)
  const brunnerMunzel = brunnerMunzelOf(a, b, level, seed)
  const delta = cliffsDelta(a, b)
  const margin = marginOf(type, sesoi)
  const hedges = type === 'binary' ? undefined : hedgesOf(type, a, b, level)
  const { reasons, ...figures } = figuresOf({
    estimate,
    a12: a12(a, b),
    cliffs_delta: delta,
    p_rope: withinMargin(type, a, b, sesoi),
    mde_at_n: detectableEffect(type, a, b, level),
  })
  return {
    n_a: a.length,
    n_b: b.length,
    estimand,
    ...figures,
    ci: effectInterval(type, a, b, level),
    test: declaredTest(type, a, b, brunnerMunzel),
    brunner_munzel: brunnerMunzel,
    mann_whitney: mannWhitneyOf(a, b),
    a12_ci: a12IntervalOf(a, b, level),
    magnitude: delta.value === null ? null : magnitude(delta.value),
    ...hedges?.figures,
    ...(type === 'binary' && { odds_ratio: oddsRatioOf(a, b, level) }),
    equivalence: figuresOf({
      margin_lo: margin.value === null ? margin : { value: margin.value.lo },
      margin_hi: margin.value === null ? margin : { value: margin.value.hi },
      p_tost: equivalenceP(type, a, b, sesoi),
    }),
    reasons: {
      ...reasons,
      ...hedges?.reasons,
      ...(delta.reason !== undefined && { magnitude: delta.reason }),
    },
  }
}

/** On the scale of the type. */
function hedgesOf(
  type: MetricType,
  a: Values,
  b: Values,
  level: number,
): { figures: Required<Pick<Comparison, 'hedges_g' | 'hedges_g_ci'>>; reasons: Record<string, string> } {
  const onScale = <T>(f: (a: Values, b: Values) => Statistic<T>): Statistic<T> =>
    type === 'positive'
      ? mapped(logarithms(a), (logA) => mapped(logarithms(b), (logB) => f(logA, logB)))
      : f(a, b)
  const interval = onScale<IntervalEstimate>((x, y) => hedgesGInterval(x, y, level))
  const { hedges_g, reasons } = figuresOf({ hedges_g: onScale(hedgesG) })
  return { figures: { hedges_g, hedges_g_ci: intervalOf('noncentral_t', level, interval) }, reasons }
}

function oddsRatioOf(a: Values, b: Values, level: number): OddsRatio {
  const [armA, armB] = [proportionOf(a), proportionOf(b)]
  const successes = armA.x + armB.x
  const isEmpty = a.length === 0 || b.length === 0
  if (isEmpty || successes === 0 || successes === armA.n + armB.n) {
    const absent = none(isEmpty ? 'no_observations' : 'no_variation')
    return { ...figuresOf({ estimate: absent }), ci: intervalOf('conditional', level, absent) }
  }
  const { lo, hi } = conditionalOddsRatioInterval(armA, armB, level)
  const estimate = conditionalOddsRatio(armA, armB)
  return {
    ...figuresOf({ estimate: estimate.reason === 'complete_separation' ? none('infinite') : estimate }),
    ci: {
      method: 'conditional',
      level,
      ...figuresOf({ lo: { value: lo }, hi: hi === null ? none('unbounded') : { value: hi } }),
    },
  }
}
