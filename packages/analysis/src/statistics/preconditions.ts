/** @throws RangeError when a value is NaN or infinite: missing values are left out, and counted, by the caller. */
export function requireFinite(values: readonly number[]): void {
  // Counted loop: every figure of a sample begins with it.
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index]))
      throw new RangeError(`value ${index} of the sample is ${values[index]}, not a finite number`)
  }
}

/** @throws RangeError when the confidence level is not strictly between 0 and 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`confidence level ${level} is not between 0 and 1`)
}

/** @throws RangeError when a probability is not between 0 and 1. */
export function requireProbability(p: number, name: string): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${name} = ${p} is not between 0 and 1`)
}

/** @throws RangeError when two samples of pairs differ in size or hold a value that is not finite. */
export function requirePairs(a: readonly number[], b: readonly number[]): void {
  requireFinite(a)
  requireFinite(b)
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values are not pairs`)
}

/** @throws RangeError when the counts are not whole, or not 0 <= successes <= n. */
export function requireProportion(successes: number, n: number): void {
  if (!(Number.isSafeInteger(successes) && Number.isSafeInteger(n) && successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} of ${n} is not a proportion of counts`)
  }
}
