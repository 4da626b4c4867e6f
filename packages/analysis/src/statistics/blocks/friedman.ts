import { midranks, tieSum } from '../descriptive/ranks.ts'
import { requirePairs } from '../preconditions.ts'
import { chiSquaredUpperTail } from '../special-functions/chi-squared.ts'
import { fUpperTail } from '../special-functions/fisher-f.ts'
import { type Statistic, determined, undetermined } from '../statistic.ts'

export interface FriedmanTest {
  /** Corrected for ties, with df = k - 1. */
  chi2: number
  df: number
  p: number
  /** Kendall's coefficient of concordance of the blocks, in [0, 1]. */
  kendallW: number
  /** Less conservative; null when all blocks agree completely, where F is infinite. */
  imanDavenport: FOfBlocks | null
}

interface FOfBlocks {
  f: number
  df1: number
  df2: number
  p: number
}

/**
 * Friedman's test of k treatments in b blocks, given as k samples whose i-th values belong to block i.
 * Null for fewer than two treatments or no block, and when all values are tied within every block.
 * Source: Friedman 1937, Kendall & Babington Smith 1939, Iman & Davenport 1980.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function friedmanTest(treatments: readonly (readonly number[])[]): Statistic<FriedmanTest> {
  const blocks = blocksOf(treatments)
  const k = treatments.length
  const b = blocks.length
  if (k < 2 || b === 0) return undetermined('no_observations')
  const ties = blocks.reduce((sum, block) => sum + tieSum(block), 0)
  const untied = b * k * (k + 1) - ties / (k - 1)
  if (untied === 0) return undetermined('no_variation')
  const sums = columnSums(blocks.map((block) => midranks(block).map((rank) => rank - (k + 1) / 2)))
  const chi2 = (12 * sums.reduce((total, sum) => total + sum * sum, 0)) / untied
  const left = b * (k - 1) - chi2
  return {
    value: {
      chi2,
      df: k - 1,
      p: chiSquaredUpperTail(chi2, k - 1),
      kendallW: chi2 / (b * (k - 1)),
      imanDavenport: left <= 1e-12 * b ? null : fOfBlocks(((b - 1) * chi2) / left, k, b),
    },
  }
}

function fOfBlocks(f: number, k: number, b: number): FOfBlocks {
  const [df1, df2] = [k - 1, (b - 1) * (k - 1)]
  return { f, df1, df2, p: fUpperTail(f, df1, df2) }
}

export type QuadeTest = FOfBlocks

/**
 * Quade's test: Friedman's with each block weighted by the rank of its range, stronger for few treatments.
 * Null where Friedman's is, for a single block, and when all blocks agree so completely that F is infinite.
 * Source: Quade 1979, as R's quade.test.
 * @throws RangeError when the samples differ in size or a value is not finite.
 */
export function quadeTest(treatments: readonly (readonly number[])[]): Statistic<QuadeTest> {
  const blocks = blocksOf(treatments)
  const k = treatments.length
  const b = blocks.length
  if (k < 2 || b === 0) return undetermined('no_observations')
  if (b === 1) return undetermined('too_few_observations')
  const weights = midranks(blocks.map((block) => Math.max(...block) - Math.min(...block)))
  const scores = blocks.map((block, i) =>
    midranks(block).map((rank) => (weights[i] ?? 0) * (rank - (k + 1) / 2)),
  )
  const total = scores.flat().reduce((sum, score) => sum + score * score, 0)
  const between = columnSums(scores).reduce((sum, column) => sum + column * column, 0) / b
  if (total === 0) return undetermined('no_variation')
  if (total - between <= 1e-12 * total) return undetermined('complete_separation')
  return determined(fOfBlocks(((b - 1) * between) / (total - between), k, b))
}

/** The values block by block. @throws RangeError when the samples differ in size or a value is not finite. */
function blocksOf(treatments: readonly (readonly number[])[]): number[][] {
  const [first = []] = treatments
  for (const treatment of treatments) requirePairs(first, treatment)
  return first.map((_, block) => treatments.map((treatment) => treatment[block] ?? 0))
}

function columnSums(rows: readonly (readonly number[])[]): number[] {
  const [first = []] = rows
  return first.map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0))
}
