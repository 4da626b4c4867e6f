/** How many numbers 32 bits make. */
const RANGE = 2 ** 32

/** A source of whole numbers from 0 to `below` - 1, all equally likely, for `below` up to 2^21. */
export type Random = (below: number) => number

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
  return (below) => {
    for (;;) {
      // The product fits a double; its upper half is the number, its lower half tells which draws would be too many.
      const product = next() * below
      const drawn = Math.floor(product / RANGE)
      const rest = product - drawn * RANGE
      if (rest >= below || rest >= RANGE % below) return drawn
    }
  }
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
