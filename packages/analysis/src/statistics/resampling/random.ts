/** How many numbers 32 bits make. */
const RANGE = 2 ** 32

/** The largest sample whose places are told by whole numbers of 32 bits alone. */
const MOST_IN_32_BITS = 2 ** 15

/** A source of random numbers. */
export interface Random {
  /** A whole number from 0 to `below` - 1, all equally likely, for `below` up to 2^21. */
  (below: number): number
  /** Fills `drawn` with values of the sample, with replacement: those at the places that as many calls would give. */
  resample(sample: Float64Array, drawn: Float64Array): void
}

/**
 * xoshiro128**, a fast generator of period 2^128 - 1, its state filled from one 32-bit seed by splitmix32: the same
 * seed gives the same numbers on every machine. Not for secrets. Source: Blackman & Vigna 2021, Lemire 2019.
 * @throws RangeError when the seed is not a whole number.
 */
export function xoshiro128(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a whole number`)
  const split = splitmix32(seed)
  let [a, b, c, d] = [split(), split(), split(), split()]
  const next = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result
  }
  const numberBelow = (below: number): number => {
    for (;;) {
      // The product fits a double; its upper half is the number, its lower half tells which draws would be too many.
      const product = next() * below
      const drawn = Math.floor(product / RANGE)
      const rest = product - drawn * RANGE
      if (rest >= below || rest >= RANGE % below) return drawn
    }
  }
  const resample = (sample: Float64Array, drawn: Float64Array): void => {
    const below = sample.length
    if (below > MOST_IN_32_BITS) {
      for (let i = 0; i < drawn.length; i++) drawn[i] = sample[numberBelow(below)] ?? 0
      return
    }
    const tooMany = RANGE % below
    // The same generator, its state in variables of the loop: they stay in registers, which halves the time.
    let [w, x, y, z] = [a | 0, b | 0, c | 0, d | 0]
    for (let i = 0; i < drawn.length;) {
      const product = Math.imul(x, 5)
      const result = Math.imul((product << 7) | (product >>> 25), 9)
      const shifted = x << 9
      y ^= w
      z ^= x
      x ^= y
      w ^= z
      y ^= shifted
      z = (z << 11) | (z >>> 21)
      if (Math.imul(result, below) >>> 0 < tooMany) continue
      const place = (Math.imul(result >>> 16, below) + (Math.imul(result & 0xffff, below) >>> 16)) >>> 16
      drawn[i++] = sample[place] ?? 0
    }
    ;[a, b, c, d] = [w, x, y, z]
  }
  return Object.assign(numberBelow, { resample })
}

function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return mixed ^ (mixed >>> 16)
  }
}
