import * as fc from 'fast-check'

/** Any doubles at all, huge, subnormal and negative zero among them. */
export const anyValues = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 30 })

/** Values of ordinary size, on a grid so that ties happen and sums are exact. */
export const ordinaryValues = fc.array(
  fc.integer({ min: -4000, max: 4000 }).map((i) => i / 4),
  { minLength: 2, maxLength: 40 },
)

/** Positive values over six orders of magnitude. */
export const positiveValues = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
  minLength: 5,
  maxLength: 40,
})

export const levels = fc.constantFrom(0.8, 0.9, 0.95, 0.99)

/** Every number in a result, at any depth. */
export function numbersIn(result: unknown): number[] {
  if (typeof result === 'number') return [result]
  if (typeof result !== 'object' || result === null) return []
  return Object.values(result).flatMap(numbersIn)
}

/** The value of a figure that a test expects to exist. */
export function valueOf<T>(statistic: { value: T | null }): T {
  if (statistic.value === null) throw new Error(`no value: ${JSON.stringify(statistic)}`)
  return statistic.value
}
