import { countBelow, countTied, sortedValues } from './sorted-values.ts'

/** The ranks 1..n of the values in their order; tied values share the mean of their ranks. */
export function midranks(values: readonly number[]): number[] {
  const sorted = sortedValues(values)
  const rankAt = new Float64Array(sorted.length)
  for (let start = 0; start < sorted.length;) {
    const end = start + countTied(sorted, start)
    rankAt.fill((start + 1 + end) / 2, start, end)
    start = end
  }
  return values.map((value) => rankAt[countBelow(sorted, value)] ?? 0)
}

/** The sum of t^3 - t over the groups of t tied values, 0 without ties. */
export function tieSum(values: readonly number[]): number {
  const sorted = sortedValues(values)
  let total = 0
  for (let start = 0; start < sorted.length;) {
    const count = countTied(sorted, start)
    total += count ** 3 - count
    start += count
  }
  return total
}

/** The midranks over all samples together, given back sample by sample. */
export function pooledRanks(samples: readonly (readonly number[])[]): number[][] {
  const ranks = midranks(samples.flat())
  let start = 0
  return samples.map(({ length }) => ranks.slice(start, (start += length)))
}
