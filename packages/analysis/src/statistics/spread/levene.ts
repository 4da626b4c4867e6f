import { mean } from '../descriptive/moments.ts'
import { distancesFromMedian, normalized } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { type Anova, anova } from '../omnibus/anova.ts'
import { type Statistic, determined, mapped } from '../statistic.ts'

/**
 * Levene's test of equal spread: an analysis of variance of |x - centre|. With the median as centre it is Brown and
 * Forsythe's, which keeps its level for skewed values. A diagnostic, never a gate.
 * Null when those distances do not vary within any sample, as with two values each, and where `anova` is.
 * Source: Levene 1960, Brown & Forsythe 1974.
 * @throws RangeError when a value is not finite.
 */
export function leveneTest(
  groups: readonly (readonly number[])[],
  centre: 'median' | 'mean' = 'median',
): Statistic<Anova> {
  for (const group of groups) requireFinite(group)
  const { scale, samples } = normalized(groups)
  const distances = samples.map((sample) =>
    centre === 'median' ? distancesFromMedian(sample) : distancesFromMean(sample),
  )
  const levelled = distances.map((sample, i) => withoutRounding(sample, samples[i] ?? []))
  return mapped(anova(levelled), (test) =>
    determined({ ...test, between: test.between * scale * scale, within: test.within * scale * scale }),
  )
}

function distancesFromMean(values: readonly number[]): number[] {
  const centre = mean(values).value ?? 0
  return values.map((value) => Math.abs(value - centre))
}

/** Two values lie equally far from their centre; rounding must not make a spread of it. */
function withoutRounding(distances: readonly number[], values: readonly number[]): readonly number[] {
  if (values.length !== 2) return distances
  const half = Math.abs((values[0] ?? 0) - (values[1] ?? 0)) / 2
  return [half, half]
}
