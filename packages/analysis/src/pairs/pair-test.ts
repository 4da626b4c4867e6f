import type { BrunnerMunzel, PairTest } from '@genai-devbench/schema'
import { type Figure, figuresOf, none } from '../figures.ts'
import { fisherExactTest } from '../statistics/proportions/fisher-exact.ts'
import { type Statistic, determined, mapped } from '../statistics/statistic.ts'
import { welchLogTest } from '../statistics/tests/ratio.ts'
import { type TTest, welchTest } from '../statistics/tests/two-sample-t.ts'
import { type MetricType, type Values, proportionOf } from './effect.ts'

export type DeclaredTest = Pick<PairTest, 'name' | 'statistic' | 'df' | 'p' | 'reasons'>

/** The t test on the scale of the type; a pass/fail metric has none. */
export function tTestOf(type: MetricType, a: Values, b: Values): Figure<TTest> {
  if (type === 'binary') return none('not_for_binary')
  return type === 'positive' ? welchLogTest(a, b) : welchTest(a, b)
}

/** The test that the type declares; it is never chosen by looking at the data. */
export function declaredTest(
  type: MetricType,
  a: Values,
  b: Values,
  brunnerMunzel: BrunnerMunzel,
): DeclaredTest {
  if (type === 'binary') return { name: 'fisher_exact', ...fisher(a, b) }
  if (type === 'count0') {
    const { statistic, df, p } = brunnerMunzel
    const { theta: _, ...reasons } = brunnerMunzel.reasons
    return { name: 'brunner_munzel', statistic, df, p, reasons }
  }
  return type === 'positive'
    ? { name: 'welch_log', ...ofTTest(welchLogTest(a, b)) }
    : { name: 'welch', ...ofTTest(welchTest(a, b)) }
}

const ofTTest = (test: Statistic<TTest>): Omit<DeclaredTest, 'name'> =>
  figuresOf({
    statistic: mapped(test, ({ t }) => determined(t)),
    df: mapped(test, ({ df }) => determined(df)),
    p: mapped(test, ({ p }) => determined(p)),
  })

function fisher(a: Values, b: Values): Omit<DeclaredTest, 'name'> {
  const isEmpty = a.length === 0 || b.length === 0
  const absent = none(isEmpty ? 'no_observations' : 'exact_test')
  return figuresOf({
    statistic: absent,
    df: absent,
    p: isEmpty ? absent : { value: fisherExactTest(proportionOf(a), proportionOf(b)).p },
  })
}
