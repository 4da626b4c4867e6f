import { findRootAbove } from '../special-functions/root.ts'

const FEWEST = 2

/** The real n >= 2 at which a power that grows with n reaches the target, and the smallest whole one. */
export function smallestInteger(
  power: (n: number) => number,
  target: number,
): { real: number; whole: number } {
  const real = power(FEWEST) >= target ? FEWEST : findRootAbove((n) => power(n) - target, FEWEST, 8)
  // The root is exact to the last digits only: the whole number next to it may already do.
  const near = Math.max(FEWEST, Math.round(real))
  return { real, whole: power(near) >= target ? near : Math.ceil(real) }
}

/** @throws RangeError when alpha is not strictly between 0 and 1. */
export function requireAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha ${alpha} is not between 0 and 1`)
}

/** @throws RangeError when the power is not between alpha and 1. */
export function requirePower(power: number, alpha: number): void {
  requireAlpha(alpha)
  if (!(power > alpha && power < 1)) throw new RangeError(`power ${power} is not between alpha and 1`)
}

/** The smallest whole n >= least that is enough, by doubling and bisection: more than enough must be enough, too. */
export function smallestCount(isEnough: (n: number) => boolean, least: number): number {
  let enough = least
  while (!isEnough(enough)) enough *= 2
  let short = Math.max(least - 1, Math.floor(enough / 2))
  while (enough - short > 1) {
    const middle = Math.floor((enough + short) / 2)
    if (isEnough(middle)) enough = middle
    else short = middle
  }
  return enough
}
