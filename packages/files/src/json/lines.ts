import { open } from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024
const NEWLINE = 0x0a

/** The lines of a file from an offset on, each with its newline; what comes after the last newline is the last. */
export async function* linesOf(path: string, from = 0): AsyncGenerator<Buffer> {
  for await (const lines of lineBatchesOf(path, from)) for (const line of lines) yield line
}

/** The same, as many at a time as one piece of the file ends: waiting for each of a million short lines takes longer than reading them. */
export async function* lineBatchesOf(path: string, from = 0): AsyncGenerator<Buffer[]> {
  await using file = await open(path)
  let begun: Buffer[] = []
  for (let at = from; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at)
    if (bytesRead === 0) break
    at += bytesRead
    const chunk = buffer.subarray(0, bytesRead)
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end + 1)
      start = end + 1
      lines.push(begun.length === 0 ? rest : Buffer.concat([...begun, rest]))
      begun = []
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
    if (lines.length > 0) yield lines
  }
  if (begun.length > 0) yield [Buffer.concat(begun)]
}
