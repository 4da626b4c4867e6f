import type { Hash } from 'node:crypto'

/** Passes bytes on and hashes them on the way. */
export async function* hashing(
  bytes: AsyncIterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}
