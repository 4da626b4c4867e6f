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
  { text, ends }: PiecedText,
  pattern: RegExp,
  replacement: (match: string) => string,
): PiecedText {
  const before = [...ends]
  const after: number[] = []
  let replaced = ''
  let copied = 0
  for (const match of text.matchAll(pattern)) {
    const start = match.index
    const end = start + match[0].length
    while (before.length > 0 && before[0]! <= start) after.push(before.shift()! - copied + replaced.length)
    replaced += text.slice(copied, start) + replacement(match[0])
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
