import type { NamedPattern } from './patterns.ts'

/** Where a pattern matches in a text. */
export interface Match {
  start: number
  end: number
  name: string
}

/** In order; those that overlap are one, named as the first, so that nothing of either is left over. */
export function matchesIn(text: string, patterns: readonly NamedPattern[]): Match[] {
  const all = patterns.flatMap(({ name, pattern }) =>
    Array.from(pattern.matchAll(text), ({ 0: matched, index: start = 0 }) => ({
      start,
      end: start + matched.length,
      name,
    })),
  )
  const merged: Match[] = []
  for (const match of all.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (match.start === match.end) continue
    if (last === undefined || match.start >= last.end) merged.push({ ...match })
    else last.end = Math.max(last.end, match.end)
  }
  return merged
}

export function replaceMatches(
  text: string,
  matches: readonly Match[],
  placeholder: (name: string) => string,
): string {
  let replaced = ''
  let copied = 0
  for (const { start, end, name } of matches) {
    replaced += text.slice(copied, start) + placeholder(name)
    copied = end
  }
  return replaced + text.slice(copied)
}
