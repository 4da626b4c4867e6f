import { Deflate } from 'pako'

/**
 * Compresses to gzip. Not by Node's zlib, whose bytes differ between versions and processors: these depend on the
 * input alone, however it is cut into chunks. The header bears no time and no name.
 */
export async function* gzip(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const compressed: Uint8Array[] = []
  const deflate = new Deflate({ gzip: true })
  deflate.onData = (chunk) => void compressed.push(chunk)
  for await (const chunk of input) {
    deflate.push(chunk, false)
    yield* compressed.splice(0)
  }
  deflate.push(new Uint8Array(), true)
  yield* compressed.splice(0)
}
