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

/**
 * Replaces what matches, whole within one piece also where it came in two.
 *
 * @param pattern with the flag g, on the bytes as Latin-1: one character for each byte, so that any byte comes back as it was
 */
export function replaceInBody(
  body: PiecedBody,
  pattern: RegExp,
  replacement: (match: string) => string,
): PiecedBody {
  const text = body.bytes.toString('latin1')
  const matches = [...text.matchAll(pattern)]
  if (matches.length === 0) return body
  let replaced = ''
  let copied = 0
  const ends = endsOf(body.chunks)
  const shifted: number[] = []
  for (const match of matches) {
    const start = match.index
    const end = start + match[0].length
    while (ends.length > 0 && ends[0]! <= start) shifted.push(ends.shift()! + replaced.length - copied)
    replaced += text.slice(copied, start) + replacement(match[0])
    while (ends.length > 0 && ends[0]! < end) {
      ends.shift()
      shifted.push(replaced.length)
    }
    copied = end
  }
  const shift = replaced.length - copied
  replaced += text.slice(copied)
  const newEnds = [...shifted, ...ends.map((end) => end + shift)]
  const chunks = newEnds.map((end, index) => end - (newEnds[index - 1] ?? 0)).filter((length) => length > 0)
  return { bytes: Buffer.from(replaced, 'latin1'), chunks }
}

function endsOf(chunks: readonly number[]): number[] {
  let at = 0
  return chunks.map((length) => (at += length))
}
