import { type Random } from '../statistics/resampling/random.ts'

/** Random numbers of the distributions that scenarios are made of. */
export interface Draw {
  /** Between 0 and 1, both excluded. */
  uniform(): number
  normal(): number
  poisson(mean: number): number
}

const STEPS = 2 ** 20

export function drawFrom(random: Random): Draw {
  // Two draws make 40 bits: one would be too coarse for the tails.
  const uniform = (): number => (random(STEPS) + (random(STEPS) + 0.5) / STEPS) / STEPS
  return {
    uniform,
    // Source: Box & Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    poisson(mean) {
      let [count, probability] = [0, Math.exp(-mean)]
      let below = probability
      for (const u = uniform(); u > below && probability > 0;) {
        count += 1
        probability *= mean / count
        below += probability
      }
      return count
    },
  }
}
