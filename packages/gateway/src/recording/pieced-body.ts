/** A body in the pieces in which it came. */
export interface PiecedBody {
  bytes: Buffer
  /** Their lengths. */
  chunks: readonly number[]
}

export const piecedBody = (chunks: readonly Buffer[]): PiecedBody => ({
  bytes: Buffer.concat(chunks),
  chunks: chunks.map(({ length }) => length).filter((length) => length > 0),
})

export function piecesOf({ bytes, chunks }: PiecedBody): Buffer[] {
  let at = 0
  return chunks.map((length) => bytes.subarray(at, (at += length)))
}

/** A text and the ends of the pieces in which it came. */
export interface PiecedText {
  text: string
  ends: readonly number[]
}

/** Replaces what matches (a pattern with the flag g), whole within the piece in which it begins also where it came in several. */
export function replaceInPieces(
  pieced: PiecedText,
  pattern: RegExp,
  replacement: (match: string) => string,
): PiecedText {
  const matches = Array.from(pieced.text.matchAll(pattern), ({ index, 0: match }) => ({
    start: index,
    end: index + match.length,
    match,
  }))
  return replaceRanges(pieced, matches, ({ match }) => replacement(match))
}

/** @param ranges in order, none over another */
export function replaceRanges<T extends { start: number; end: number }>(
  { text, ends }: PiecedText,
  ranges: readonly T[],
  replacement: (range: T) => string,
): PiecedText {
  const before = [...ends]
  const after: number[] = []
  let replaced = ''
  let copied = 0
  for (const range of ranges) {
    const { start, end } = range
    while (before.length > 0 && before[0]! <= start) after.push(before.shift()! - copied + replaced.length)
    replaced += text.slice(copied, start) + replacement(range)
    while (before.length > 0 && before[0]! < end) {
      before.shift()
      after.push(replaced.length)
    }
    copied = end
  }
  const shift = replaced.length - copied
  return { text: replaced + text.slice(copied), ends: [...after, ...before.map((end) => end + shift)] }
}

/** @param pattern on the bytes as Latin-1: one character for each, so that any byte comes back as it was */
export function replaceInBody(
  { bytes, chunks }: PiecedBody,
  pattern: RegExp,
  replacement: (match: string) => string,
): PiecedBody {
  const before = { text: bytes.toString('latin1'), ends: endsOf(chunks) }
  const { text, ends } = replaceInPieces(before, pattern, replacement)
  const lengths = ends.map((end, index) => end - (ends[index - 1] ?? 0))
  return { bytes: Buffer.from(text, 'latin1'), chunks: lengths.filter((length) => length > 0) }
}

export function endsOf(lengths: readonly number[]): number[] {
  let at = 0
  return lengths.map((length) => (at += length))
}
