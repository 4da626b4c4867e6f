const MAX_STEPS = 300

/**
 * The x between `lo` and `hi` where f changes its sign, to the last digits: Brent's method.
 * Source: Brent 1973, Algorithms for Minimization without Derivatives, chapter 4.
 * @throws RangeError when f has the same sign at both ends.
 */
export function findRoot(f: (x: number) => number, lo: number, hi: number): number {
  let [a, fa, b, fb] = [lo, f(lo), hi, f(hi)]
  if (fa === 0) return a
  if (fb === 0) return b
  if (fa > 0 === fb > 0) throw new RangeError(`no change of sign between ${lo} and ${hi}`)
  let [c, fc, step, previous] = [a, fa, b - a, b - a]
  for (let i = 0; i < MAX_STEPS && fb !== 0; i++) {
    if (fb > 0 === fc > 0) [c, fc, step, previous] = [a, fa, b - a, b - a]
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb]
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + Number.MIN_VALUE
    const half = (c - b) / 2
    if (Math.abs(half) <= tolerance) break
    const guess = interpolated([a, fa], [b, fb], [c, fc])
    const isUseful =
      Math.abs(previous) >= tolerance &&
      Math.abs(fa) > Math.abs(fb) &&
      guess / half > 0 &&
      Math.abs(guess) < Math.min(1.5 * Math.abs(half) - tolerance / 2, Math.abs(previous / 2))
    previous = isUseful ? step : half
    step = isUseful ? guess : half
    ;[a, fa] = [b, fb]
    b += Math.abs(step) > tolerance ? step : Math.sign(half) * tolerance
    fb = f(b)
  }
  return b
}

/** As findRoot, from `lo` upwards: the step is doubled until f changes its sign. f must do so for some finite x. */
export function findRootAbove(f: (x: number) => number, lo: number, step = 1): number {
  const sign = Math.sign(f(lo))
  let from = lo
  let reach = step
  while (Math.sign(f(lo + reach)) === sign) {
    from = lo + reach
    reach *= 2
    if (!Number.isFinite(reach)) throw new RangeError(`no change of sign above ${lo}`)
  }
  return findRoot(f, from, lo + reach)
}

type Point = readonly [x: number, y: number]

/** The step from b to the root of the line, or of the inverse parabola, through the points. */
function interpolated([a, fa]: Point, [b, fb]: Point, [c, fc]: Point): number {
  const s = fb / fa
  const half = (c - b) / 2
  if (a === c) return (2 * half * s) / (s - 1)
  const q = fa / fc
  const r = fb / fc
  return -(s * (2 * half * q * (q - r) - (b - a) * (r - 1))) / ((q - 1) * (r - 1) * (s - 1))
}
