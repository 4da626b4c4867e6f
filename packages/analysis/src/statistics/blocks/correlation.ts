import { mean, standardDeviation } from '../descriptive/moments.ts'
import { normalized } from '../descriptive/origin.ts'
import { midranks } from '../descriptive/ranks.ts'
import { requirePairs } from '../preconditions.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

/**
 * Pearson's correlation of pairs, in [-1, 1]. Null for fewer than two pairs, and when a sample is constant.
 * Source: Pearson 1895.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function pearsonCorrelation(a: readonly number[], b: readonly number[]): Statistic<number> {
  requirePairs(a, b)
  const standardizedA = standardized(a)
  const standardizedB = standardized(b)
  if (standardizedA.value === null) return standardizedA
  if (standardizedB.value === null) return standardizedB
  const other = standardizedB.value
  const sum = standardizedA.value.reduce((total, value, i) => total + value * (other[i] ?? 0), 0)
  return determined(Math.min(1, Math.max(-1, sum / (a.length - 1))))
}

/**
 * Spearman's rank correlation: Pearson's of the midranks. Null where that one is. Source: Spearman 1904.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function spearmanCorrelation(a: readonly number[], b: readonly number[]): Statistic<number> {
  requirePairs(a, b)
  return pearsonCorrelation(midranks(a), midranks(b))
}

/**
 * Kendall's tau-b, (concordant - discordant)/sqrt(pairs untied in a * pairs untied in b), in [-1, 1].
 * Null for fewer than two pairs, and when a sample is constant. Source: Kendall 1945.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function kendallTau(a: readonly number[], b: readonly number[]): Statistic<number> {
  requirePairs(a, b)
  if (a.length < 2) return undetermined(a.length === 0 ? 'no_observations' : 'one_observation')
  let [concordance, untiedA, untiedB] = [0, 0, 0]
  for (let i = 1; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const signA = Math.sign((a[i] ?? 0) - (a[j] ?? 0))
      const signB = Math.sign((b[i] ?? 0) - (b[j] ?? 0))
      concordance += signA * signB
      untiedA += Math.abs(signA)
      untiedB += Math.abs(signB)
    }
  }
  if (untiedA === 0 || untiedB === 0) return undetermined('no_variation')
  return determined(concordance / Math.sqrt(untiedA) / Math.sqrt(untiedB))
}

function standardized(values: readonly number[]): Statistic<readonly number[]> {
  const shifted = normalized([values]).samples[0] ?? []
  const centre = mean(shifted)
  const sd = standardDeviation(shifted)
  if (centre.value === null) return centre
  if (sd.value === null) return sd
  if (sd.value === 0) return undetermined('no_variation')
  return determined(shifted.map((value) => (value - centre.value) / sd.value))
}
