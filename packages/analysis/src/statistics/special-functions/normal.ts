import { requireLevel } from '../preconditions.ts'

/** Numerator and denominator of the rational functions, from the highest power down. Source: Cody 1969, as in R. */
const CENTRE = {
  over: [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
  under: [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
}
const SHOULDER = {
  over: [
    1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
    2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
  ],
  under: [
    1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
    34900.95272114598, 38912.00328609327, 19685.429676859992,
  ],
}
const TAIL = {
  over: [
    0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
    0.000029112874951168793,
  ],
  under: [
    1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
    0.00007297515550839662,
  ],
}
const CENTRE_TO = 0.67448975
const SHOULDER_TO = Math.sqrt(32)

/** P(Z > z) of the standard normal distribution, exact to relative precision in the upper tail. Source: Cody 1969. */
export function normalUpperTail(z: number): number {
  const size = Math.abs(z)
  if (size <= CENTRE_TO) return 0.5 - z * ratio(CENTRE, z * z)
  const tail = normalDensityOf(size) * millsRatio(size)
  return z > 0 ? tail : 1 - tail
}

/** ln P(Z > z), which stays finite where the probability itself is too small for a double. */
export function normalLogUpperTail(z: number): number {
  if (z <= CENTRE_TO) return Math.log1p(-normalUpperTail(-z))
  return (-z * z) / 2 + Math.log(millsRatio(z))
}

/** exp(-z^2/2), without the factor 1/sqrt(2 pi); z is split so that the square loses no digits. */
function normalDensityOf(z: number): number {
  const head = Math.trunc(z * 16) / 16
  return Math.exp((-head * head) / 2) * Math.exp((-(z - head) * (z + head)) / 2)
}

/** P(Z > z)/exp(-z^2/2) for z beyond the centre. */
function millsRatio(z: number): number {
  if (z <= SHOULDER_TO) return ratio(SHOULDER, z)
  const square = 1 / (z * z)
  return (1 / Math.sqrt(2 * Math.PI) - square * ratio(TAIL, square)) / z
}

function ratio({ over, under }: { over: readonly number[]; under: readonly number[] }, x: number): number {
  return polynomial(over, x) / polynomial(under, x)
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}

/**
 * The z with P(Z <= z) = p, 0 < p < 1: Newton's method on the logarithm of the tail, from Abramowitz & Stegun 26.2.22.
 * @throws RangeError when p is not strictly between 0 and 1.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile(${p}): needs 0 < p < 1`)
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const t = Math.sqrt(-2 * Math.log(tail))
  let z = t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t)
  // Starts within 3e-3 and converges quadratically.
  for (let i = 0; i < 5; i++) {
    const reached = normalUpperTail(z)
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
    z += (Math.log(reached / tail) * reached) / density
  }
  return p < 0.5 ? -z : z
}

/** The z with P(|Z| <= z) = level. */
export function normalCriticalValue(level: number): number {
  requireLevel(level)
  return -normalQuantile((1 - level) / 2)
}
