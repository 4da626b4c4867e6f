/** The ranks 1..n of the values in their order; tied values share the mean of their ranks. */
export function midranks(values: readonly number[]): number[] {
  const order = Array.from(values.keys()).toSorted((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
  const ranks = values.map(() => 0)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++
    for (const index of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

/** The sum of t^3 - t over the groups of t tied values, 0 without ties. */
export function tieSum(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Array.from(counts.values()).reduce((total, count) => total + count ** 3 - count, 0)
}

/** The midranks over all samples together, given back sample by sample. */
export function pooledRanks(samples: readonly (readonly number[])[]): number[][] {
  const ranks = midranks(samples.flat())
  let start = 0
  return samples.map(({ length }) => ranks.slice(start, (start += length)))
}
