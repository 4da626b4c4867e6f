import type { FTestResult, MetricId, MetricInResults, Omnibus } from '@genai-devbench/schema'
import { type Figure, none, partsOf } from '../../figures.ts'
import { logarithms } from '../../statistics/descriptive/logarithms.ts'
import type { FTest } from '../../statistics/omnibus/anova.ts'
import { kruskalWallisTest } from '../../statistics/omnibus/kruskal-wallis.ts'
import { welchAnova } from '../../statistics/omnibus/welch-anova.ts'
import { leveneTest } from '../../statistics/spread/levene.ts'
import { type Arm, valuesOf } from '../arms.ts'

const FEWEST_FRAMEWORKS = 3

/** Over all frameworks with two values or more, under each metric that three or more of them have. */
export function omnibusTests(
  arms: readonly Arm[],
  metrics: readonly MetricInResults[],
): Partial<Record<MetricId, Omnibus>> {
  return Object.fromEntries(
    metrics.flatMap(({ id, type }) => {
      const taking = arms.filter((arm) => valuesOf(arm, id).length >= 2)
      if (taking.length < FEWEST_FRAMEWORKS) return []
      const groups = taking.map((arm) => valuesOf(arm, id))
      const scaled = type === 'positive' ? groups.map((values) => logarithms(values).value ?? []) : groups
      const onScale = (test: (samples: typeof groups) => Figure<FTest>): FTestResult =>
        partsOf(type === 'binary' ? none('not_for_binary') : test(scaled.map((values) => [...values])), [
          'f',
          'df1',
          'df2',
          'p',
        ])
      const omnibus: Omnibus = {
        metric: id,
        frameworks: taking.map((arm) => arm.id),
        welch_anova: onScale(welchAnova),
        kruskal_wallis: partsOf(kruskalWallisTest(groups), ['h', 'df', 'p', 'epsilon2']),
        brown_forsythe: onScale(leveneTest),
      }
      return [[id, omnibus]]
    }),
  )
}
