/** @throws RangeError when a value is not 0 or 1. */
export function successesOf(values: readonly number[]): number {
  const odd = values.find((value) => value !== 0 && value !== 1)
  if (odd !== undefined) throw new RangeError(`${odd} is not a value of a binary metric: only 0 and 1 are`)
  return values.filter((value) => value === 1).length
}
