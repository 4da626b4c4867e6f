const ASTERISK = 0x2a
const NOTHING = Buffer.alloc(0)

/**
 * Overwrites secrets in what passes with as many asterisks: everything else, and every length, stays. A secret that comes in two chunks is
 * found too: the end of a chunk that may be the beginning of one waits for the next.
 */
export class SecretMask {
  /** How many were overwritten so far. */
  count = 0
  readonly #texts: readonly string[]
  readonly #secrets: readonly Buffer[]
  #held: Buffer = NOTHING

  constructor(secrets: readonly string[]) {
    this.#texts = secrets
    this.#secrets = secrets.map((secret) => Buffer.from(secret))
  }

  /** Gives what can go on now: most often the chunk itself, at times nothing. */
  push(chunk: Buffer): Buffer {
    if (this.#secrets.length === 0) return chunk
    const whole = this.#overwritten(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]))
    let held = 0
    for (const secret of this.#secrets) held = Math.max(held, beginningAtEnd(whole, secret))
    this.#held = whole.subarray(whole.length - held)
    return held === 0 ? whole : whole.subarray(0, whole.length - held)
  }

  /** Gives what was held back; nothing more comes. */
  rest(): Buffer {
    const held = this.#held
    this.#held = NOTHING
    return held
  }

  text(text: string): string {
    return this.#texts.some((secret) => text.includes(secret))
      ? this.#overwritten(Buffer.from(text)).toString()
      : text
  }

  #overwritten(bytes: Buffer): Buffer {
    let written = bytes
    for (const secret of this.#secrets) {
      for (let at = written.indexOf(secret); at !== -1; at = written.indexOf(secret, at + secret.length)) {
        // Those who gave the bytes may still hold them.
        if (written === bytes) written = Buffer.from(bytes)
        written.fill(ASTERISK, at, at + secret.length)
        this.count++
      }
    }
    return written
  }
}

/** How many bytes at the end are the beginning of the secret, without being all of it. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  const first = secret[0]!
  let from = bytes.indexOf(first, Math.max(0, bytes.length - secret.length + 1))
  while (from !== -1) {
    if (secret.compare(bytes, from, bytes.length, 0, bytes.length - from) === 0) return bytes.length - from
    from = bytes.indexOf(first, from + 1)
  }
  return 0
}
