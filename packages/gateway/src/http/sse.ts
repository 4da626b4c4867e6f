const LF = 0x0a
const CR = 0x0d

/**
 * Cuts a byte stream into server-sent events, wherever its chunks happen to end. An event is given out as soon as its last
 * byte is there, as raw bytes with its line ends: all events and then `rest()`, one after the other, are the stream.
 * Source: WHATWG HTML, 9.2.6 "Interpreting an event stream": lines end in CRLF, LF or CR; an empty line ends an event.
 */
export class EventSplitter {
  #parts: Buffer[] = []
  #held = 0
  #atLineStart = true
  #afterCr = false

  push(chunk: Buffer): Buffer[] {
    const events: Buffer[] = []
    if (chunk.length === 0) return events
    let start = 0
    // An LF straight after a CR is the second half of one line end, even when an event was given out in between.
    let at = this.#afterCr && chunk[0] === LF ? 1 : 0
    this.#afterCr = false
    let lf = chunk.indexOf(LF, at)
    let cr = chunk.indexOf(CR, at)
    while (lf !== -1 || cr !== -1) {
      const endsInCr = cr !== -1 && (lf === -1 || cr < lf)
      const lineEnd = endsInCr ? cr : lf
      const isEmpty = lineEnd === at && this.#atLineStart
      at = lineEnd + 1
      if (endsInCr) {
        if (at === chunk.length) this.#afterCr = true
        else if (chunk[at] === LF) at++
      }
      this.#atLineStart = true
      if (isEmpty) {
        events.push(this.#complete(chunk.subarray(start, at)))
        start = at
      }
      if (lf !== -1 && lf < at) lf = chunk.indexOf(LF, at)
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at)
    }
    if (at < chunk.length) this.#atLineStart = false
    if (start < chunk.length) {
      this.#parts.push(chunk.subarray(start))
      this.#held += chunk.length - start
    }
    return events
  }

  /** Bytes of the event under way. */
  get held(): number {
    return this.#held
  }

  /** Gives out the event under way. */
  rest(): Buffer {
    return this.#complete(Buffer.alloc(0))
  }

  #complete(last: Buffer): Buffer {
    if (this.#parts.length === 0) return last
    const event = Buffer.concat([...this.#parts, last])
    this.#parts = []
    this.#held = 0
    return event
  }
}

/** The `data` of one event; '' when it has none (comments, other fields). */
export function eventData(event: Buffer): string {
  const data: string[] = []
  for (const line of event.toString().split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
  }
  return data.join('\n')
}
