/** From here on the asymptotic series below reaches double precision. */
const STIRLING_FROM = 10

/**
 * ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2) for x >= 10: what Stirling's formula leaves over.
 * Kept apart because differences of these small terms stay exact where differences of logGamma cancel.
 * Source: Abramowitz & Stegun 6.1.41.
 */
export function stirlingCorrection(x: number): number {
  const r = 1 / (x * x)
  return (
    (1 / 12 -
      r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360_360 - r / 156)))))) /
    x
  )
}

/**
 * ln Gamma(x) for x > 0: Stirling's series, reached from small x by Gamma(x) = Gamma(x + 1)/x.
 * @throws RangeError when x <= 0.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma(${x}): the argument must be positive`)
  let shifted = x
  let product = 1
  while (shifted < STIRLING_FROM) {
    product *= shifted
    shifted += 1
  }
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI)
  return stirling + stirlingCorrection(shifted) - Math.log(product)
}

/**
 * ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), without cancellation for large arguments.
 * Source: Didonato & Morris 1992 (TOMS 708), as in R's lbeta.
 * @throws RangeError when a <= 0 or b <= 0.
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  if (large < STIRLING_FROM) return logGamma(small) + logGamma(large) - logGamma(small + large)
  const correction = stirlingCorrection(large) - stirlingCorrection(small + large)
  const largeTerm = (large - 0.5) * Math.log1p(-small / (small + large))
  if (small < STIRLING_FROM) {
    return logGamma(small) + correction + small - small * Math.log(small + large) + largeTerm
  }
  return (
    -0.5 * Math.log(large) +
    0.5 * Math.log(2 * Math.PI) +
    correction +
    stirlingCorrection(small) +
    (small - 0.5) * Math.log(small / (small + large)) +
    large * Math.log1p(-small / (small + large))
  )
}
