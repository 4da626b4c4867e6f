/** @throws RangeError when a value is NaN or infinite: missing values are left out, and counted, by the caller. */
export function requireFinite(values: readonly number[]): void {
  const index = values.findIndex((value) => !Number.isFinite(value))
  if (index >= 0)
    throw new RangeError(`value ${index} of the sample is ${values[index]}, not a finite number`)
}

/** @throws RangeError when the confidence level is not strictly between 0 and 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`confidence level ${level} is not between 0 and 1`)
}
