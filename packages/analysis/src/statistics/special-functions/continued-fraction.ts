const TINY = 1e-300
const TOLERANCE = 4 * Number.EPSILON
const MAX_TERMS = 1_000_000

/**
 * b0 + a1/(b1 + a2/(b2 + ...)) by the modified Lentz algorithm; `term(i)` gives [a_i, b_i], i from 1.
 * Source: Thompson & Barnett 1986.
 * @throws Error when it does not converge, which for the fractions used here is a bug.
 */
export function continuedFraction(b0: number, term: (i: number) => readonly [a: number, b: number]): number {
  let fraction = b0 === 0 ? TINY : b0
  let c = fraction
  let d = 0
  for (let i = 1; i <= MAX_TERMS; i++) {
    const [a, b] = term(i)
    d = 1 / nonZero(b + a * d)
    c = nonZero(b + a / c)
    const factor = c * d
    fraction *= factor
    if (Math.abs(factor - 1) <= TOLERANCE) return fraction
  }
  throw new Error(`continued fraction did not converge in ${MAX_TERMS} terms`)
}

function nonZero(x: number): number {
  return x === 0 ? TINY : x
}
