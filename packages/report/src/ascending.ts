/** Each number once, the smallest first. */
export const ascending = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].toSorted((a, b) => a - b)
