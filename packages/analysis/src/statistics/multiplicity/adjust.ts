import { requireProbability } from '../preconditions.ts'

/**
 * Adjusted p-values of a family, in the order given; a comparison without a p-value keeps its null and does not count
 * in the family. As R's p.adjust. They throw a RangeError when a p-value is not between 0 and 1.
 */
export type Adjustment = (p: readonly (number | null)[]) => (number | null)[]

/** Step-down Bonferroni: family-wise error rate under any dependence. The protocol's choice. Source: Holm 1979. */
export const holm: Adjustment = family((p) => {
  const m = p.length
  return stepwise(p, 'up', (value, place) => (m - place) * value)
})

/**
 * The same over a family that was planned: a comparison that turned out to have no p-value keeps its null, but still
 * takes its part of the error, so that the data do not choose the family's size.
 */
export const ofPlanned =
  (adjust: Adjustment): Adjustment =>
  (p) =>
    adjust(p.map((value) => value ?? 1)).map((value, index) => (p[index] === null ? null : value))

/** Every p times the size of the family. */
export const bonferroni: Adjustment = family((p) => p.map((value) => Math.min(1, p.length * value)))

/** Step-up, for independent or positively dependent p-values. Source: Hochberg 1988. */
export const hochberg: Adjustment = family((p) =>
  stepwise(p, 'down', (value, place) => (p.length - place) * value),
)

/** Closed testing with Simes's test in every intersection; never larger than Hochberg's. Source: Hommel 1988. */
export const hommel: Adjustment = family((p) => {
  const m = p.length
  const order = orderOf(p)
  const ordered = order.map((index) => p[index] ?? 1)
  const simes = Math.min(...ordered.map((value, place) => (m * value) / (place + 1)))
  let adjusted = ordered.map(() => simes)
  for (let size = m - 1; size >= 2; size--) {
    const first = m - size
    const ofTheLargest = ordered.slice(first + 1).map((value, i) => (size * value) / (i + 2))
    const smallest = Math.min(...ofTheLargest)
    const lowest = ordered.map((value, place) =>
      place <= first ? Math.min(size * value, smallest) : Number.NaN,
    )
    const carried = lowest[first] ?? 1
    adjusted = adjusted.map((value, place) =>
      Math.max(value, place <= first ? (lowest[place] ?? 1) : carried),
    )
  }
  return inOriginalOrder(
    order,
    adjusted.map((value, place) => Math.min(1, Math.max(value, ordered[place] ?? 1))),
  )
})

/** False discovery rate, for independent or positively dependent p-values. Source: Benjamini & Hochberg 1995. */
export const benjaminiHochberg: Adjustment = family((p) =>
  stepwise(p, 'down', (value, place) => (p.length / (place + 1)) * value),
)

/** False discovery rate under any dependence. Source: Benjamini & Yekutieli 2001. */
export const benjaminiYekutieli: Adjustment = family((p) => {
  const harmonic = p.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
  return stepwise(p, 'down', (value, place) => ((harmonic * p.length) / (place + 1)) * value)
})

function family(adjust: (p: readonly number[]) => number[]): Adjustment {
  return (p) => {
    const known = p.filter((value) => value !== null)
    for (const value of known) requireProbability(value, 'p')
    const adjusted = adjust(known).values()
    return p.map((value) => (value === null ? null : (adjusted.next().value ?? null)))
  }
}

/**
 * Scales each p by its place in ascending order, then makes the results monotone: upwards each is at least the one
 * before, downwards at most the one after.
 */
function stepwise(
  p: readonly number[],
  direction: 'up' | 'down',
  scale: (value: number, place: number) => number,
): number[] {
  const order = orderOf(p)
  const scaled = order.map((index, place) => Math.min(1, scale(p[index] ?? 1, place)))
  if (direction === 'up') {
    for (let i = 1; i < scaled.length; i++) scaled[i] = Math.max(scaled[i] ?? 1, scaled[i - 1] ?? 0)
  } else {
    for (let i = scaled.length - 2; i >= 0; i--) scaled[i] = Math.min(scaled[i] ?? 1, scaled[i + 1] ?? 1)
  }
  return inOriginalOrder(order, scaled)
}

function orderOf(p: readonly number[]): number[] {
  return Array.from(p.keys()).toSorted((i, j) => (p[i] ?? 0) - (p[j] ?? 0))
}

function inOriginalOrder(order: readonly number[], values: readonly number[]): number[] {
  const result = values.map(() => 1)
  for (const [place, index] of order.entries()) result[index] = values[place] ?? 1
  return result
}
