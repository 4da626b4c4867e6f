import { createHash } from 'node:crypto'

/**
 * A generator of numbers in [0, 1) that is the same for the same words.
 * Source: sfc32 of PractRand (Chris Doty-Humphrey), with 12 rounds to mix the seed in.
 */
export function seededRandom(...words: readonly (string | number)[]): () => number {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest()
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = 1
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) next()
  return next
}
