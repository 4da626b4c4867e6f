import { distance } from 'fastest-levenshtein'

/** The known word that is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [closest] = known
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .toSorted((a, b) => a.edits - b.edits)
  return closest !== undefined && closest.edits <= Math.max(2, word.length / 3)
    ? closest.candidate
    : undefined
}

/** "Did you mean "steps"?", or the known words where none is near. */
export function nearestHint(word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  if (meant !== undefined) return `Did you mean "${meant}"?`
  return known.length === 0 ? 'Remove it.' : `Known: ${known.join(', ')}.`
}

/** What there is to choose from, and what was probably meant. */
export function availableHint(word: string, available: readonly string[]): string {
  const meant = nearest(word, available)
  return `${meant === undefined ? '' : `Did you mean "${meant}"? `}Available: ${available.join(', ')}.`
}
