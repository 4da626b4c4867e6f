type Sample = readonly number[]

/** What was found of a sample, alone or as the first of several, by the function that found it. */
const findings = new WeakMap<Sample, Map<unknown, unknown>>()

/** The same sample, which from here on must not change: what is found of it is remembered as long as it is there. */
export function fixedSample<S extends Sample>(values: S): S {
  if (!findings.has(values)) findings.set(values, new Map())
  return values
}

/**
 * A function of samples that is worked out once for those that are fixed: the figures of a study ask for the order, the
 * logarithms and the ranks of the same values dozens of times. Nobody may change what it returns.
 */
export function remembered<T>(find: (values: Sample) => T): (values: Sample) => T {
  return (values) => {
    const known = findings.get(values) as Map<unknown, T> | undefined
    if (known === undefined) return find(values)
    const found = known.get(find) ?? find(values)
    known.set(find, found)
    return found
  }
}

/** The same for a function of two samples. */
export function rememberedOfTwo<T>(find: (a: Sample, b: Sample) => T): (a: Sample, b: Sample) => T {
  const ofFirst = remembered(() => new WeakMap<Sample, T>())
  return (a, b) => {
    if (!findings.has(a) || !findings.has(b)) return find(a, b)
    const known = ofFirst(a)
    const found = known.get(b) ?? find(a, b)
    known.set(b, found)
    return found
  }
}
