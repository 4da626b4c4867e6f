import type { Token } from '../sources/tokens.ts'

interface Place {
  path: string
  first: number
  last: number
}

/**
 * The lines that are part of a repetition, per file: of a run of so many tokens that is somewhere else, in this file or
 * another one, token by token the same (a clone of type 1: Roy, Cordy and Koschke 2009, doi:10.1016/j.scico.2009.02.007). Layout
 * and comments make no difference. All places of a repetition count, so that one more never takes a line out.
 */
export function repeatedLines(
  files: ReadonlyMap<string, readonly Token[]>,
  runLength: number,
): Map<string, Set<number>> {
  const letters = new Map<string, string>()
  const firstPlaces = new Map<string, Place>()
  const repeated = new Map([...files.keys()].map((path) => [path, new Set<number>()]))
  for (const [path, tokens] of files) {
    // One character per token, so that a run of tokens is a piece of a string.
    const text = tokens.map((token) => letterOf(token.text, letters)).join('')
    for (let start = 0; start + runLength <= tokens.length; start++) {
      const place = { path, first: tokens[start]!.first, last: tokens[start + runLength - 1]!.last }
      const run = text.slice(start, start + runLength)
      const earlier = firstPlaces.get(run)
      if (earlier === undefined) firstPlaces.set(run, place)
      else if (!overlap(earlier, place)) mark(repeated, [earlier, place])
    }
  }
  return repeated
}

function letterOf(token: string, letters: Map<string, string>): string {
  const known = letters.get(token)
  if (known !== undefined) return known
  // Past 65536 different tokens letters are used again; that a run meets another one by that is out of the question.
  const letter = String.fromCharCode(letters.size % 65_536)
  letters.set(token, letter)
  return letter
}

/** A short list of equal rows repeats itself from row to row, which is no copy. */
const overlap = (a: Place, b: Place): boolean => a.path === b.path && b.first <= a.last

function mark(repeated: Map<string, Set<number>>, places: readonly Place[]): void {
  for (const { path, first, last } of places) {
    for (let line = first; line <= last; line++) repeated.get(path)?.add(line)
  }
}
