import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { lineBatchesOf } from './lines.ts'

/** Appends one line and waits until it is on disk. A tail left without newline by a crash is closed off first. */
export async function appendJsonLine(path: string, value: unknown): Promise<void> {
  const file = await open(path, 'a+')
  try {
    // At once: a line that this process is writing meanwhile would look like one that was cut off.
    const { size } = fstatSync(file.fd)
    const last = Buffer.from('\n')
    if (size > 0) readSync(file.fd, last, 0, 1, size - 1)
    const separator = last.toString('latin1') === '\n' ? '' : '\n'
    appendFileSync(file.fd, `${separator}${JSON.stringify(value)}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/**
 * Every line that is whole JSON, in order; others, as a crash leaves them, are passed to `onDamaged` and left out. An absent file
 * has no lines.
 */
export async function* readJsonLines(
  path: string,
  onDamaged: (line: string) => void = () => {},
): AsyncGenerator {
  for await (const values of readJsonLineBatches(path, onDamaged)) for (const value of values) yield value
}

/** The same, many at a time: for files of very many short lines. */
export async function* readJsonLineBatches(
  path: string,
  onDamaged: (line: string) => void = () => {},
): AsyncGenerator<unknown[]> {
  if (!existsSync(path)) return
  for await (const lines of lineBatchesOf(path)) {
    const values: unknown[] = []
    for (const line of lines) {
      const value = parsed(line.toString(), onDamaged)
      if (value !== undefined) values.push(value)
    }
    yield values
  }
}

/** The same of a text that comes in pieces. */
export async function* jsonLinesOf(
  text: AsyncIterable<string> | Iterable<string>,
  onDamaged: (line: string) => void = () => {},
): AsyncGenerator {
  // Not node:readline: some versions of it also end a line at U+2028, which JSON leaves as it is.
  let rest = ''
  for await (const chunk of text) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const value = parsed(line, onDamaged)
      if (value !== undefined) yield value
    }
  }
  const last = parsed(rest, onDamaged)
  if (last !== undefined) yield last
}

/** undefined for an empty line and for a damaged one. */
function parsed(line: string, onDamaged: (line: string) => void): unknown {
  if (line === '' || line === '\n') return undefined
  try {
    // Its newline is white space to JSON: to cut it off would be to copy the line.
    return JSON.parse(line)
  } catch {
    onDamaged(line.replace(/\n$/, ''))
    return undefined
  }
}

/** A file that is open for appending JSON lines: many lines, one descriptor. A line is with the system when `append` returns. */
export class JsonLinesFile implements Disposable {
  readonly #descriptor: number
  #isTorn = false

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a')
  }

  append(value: unknown): void {
    const separator = this.#isTorn ? '\n' : ''
    // Writes on until all is written or the system refuses; until then part of the line may stand there.
    this.#isTorn = true
    appendFileSync(this.#descriptor, `${separator}${JSON.stringify(value)}\n`)
    this.#isTorn = false
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }
}
