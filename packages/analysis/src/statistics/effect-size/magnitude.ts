export type Magnitude = 'negligible' | 'small' | 'medium' | 'large'

/**
 * A word for |delta| by the thresholds .147, .33 and .474. A label for readers, never a decision rule.
 * Source: Romano et al. 2006.
 */
export function magnitude(cliffsDelta: number): Magnitude {
  const size = Math.abs(cliffsDelta)
  if (size < 0.147) return 'negligible'
  if (size < 0.33) return 'small'
  if (size < 0.474) return 'medium'
  return 'large'
}
