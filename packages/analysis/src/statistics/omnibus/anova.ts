import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalized } from '../descriptive/origin.ts'
import { requireFinite } from '../preconditions.ts'
import { fUpperTail } from '../special-functions/fisher-f.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface FTest {
  f: number
  df1: number
  df2: number
  p: number
}

export interface Anova extends FTest {
  /** Sums of squares between and within the samples, in the squared unit of the values. */
  between: number
  within: number
  /** Shares of the variance that the samples explain: eta^2, and two that are corrected for chance. */
  eta2: number
  omega2: number
  epsilon2: number
}

/**
 * One-way analysis of variance with a pooled variance. Null without a sample of two or more, for fewer than two
 * samples or an empty one, and when no sample varies. Source: Fisher 1925; omega^2 Hays 1963, epsilon^2 Kelley 1935.
 * @throws RangeError when a value is not finite.
 */
export function anova(groups: readonly (readonly number[])[]): Statistic<Anova> {
  const parts = sumsOfSquares(groups)
  if (parts.value === null) return parts
  const { between, within, df1, df2, scale } = parts.value
  if (within === 0) return undetermined('no_variation')
  const meanWithin = within / df2
  const total = between + within
  const f = between / df1 / meanWithin
  return determined({
    f,
    df1,
    df2,
    p: fUpperTail(f, df1, df2),
    between: between * scale * scale,
    within: within * scale * scale,
    eta2: between / total,
    omega2: (between - df1 * meanWithin) / (total + meanWithin),
    epsilon2: (between - df1 * meanWithin) / total,
  })
}

interface SumsOfSquares {
  between: number
  within: number
  df1: number
  df2: number
  /** The unit in which the sums are given: times its square they are in that of the values. */
  scale: number
}

/** Between and within the samples, in a unit in which they do not overflow. */
export function sumsOfSquares(groups: readonly (readonly number[])[]): Statistic<SumsOfSquares> {
  for (const group of groups) requireFinite(group)
  if (groups.length < 2 || groups.some(({ length }) => length === 0)) return undetermined('no_observations')
  const { scale, samples } = normalized(groups)
  const n = samples.flat().length
  const df2 = n - samples.length
  if (df2 < 1) return undetermined('too_few_observations')
  const means = samples.map((sample) => mean(sample).value ?? 0)
  // From the first mean on, so that equal means leave exactly nothing between them.
  const [first = 0] = means
  const grand =
    first + means.reduce((total, centre, i) => total + ((centre - first) * (samples[i]?.length ?? 0)) / n, 0)
  const between = means.reduce(
    (total, centre, i) => total + (samples[i]?.length ?? 0) * (centre - grand) ** 2,
    0,
  )
  const within = samples.reduce(
    (total, sample) => total + (sample.length - 1) * (standardDeviation(sample).value ?? 0) ** 2,
    0,
  )
  return determined({ between, within, df1: samples.length - 1, df2, scale })
}
