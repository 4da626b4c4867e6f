import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** Appends one line and waits until it is on disk. A tail left without newline by a crash is closed off first. */
export async function appendJsonLine(path: string, value: unknown): Promise<void> {
  const file = await open(path, 'a+')
  try {
    const { size } = await file.stat()
    const { buffer } = size > 0 ? await file.read(Buffer.alloc(1), 0, 1, size - 1) : { buffer: Buffer.from('\n') }
    const separator = buffer[0] === 0x0a ? '' : '\n'
    await file.appendFile(`${separator}${JSON.stringify(value)}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Every line that is whole JSON, in order; what a crash cut off is passed over. An absent file has no lines. */
export async function* readJsonLines(path: string): AsyncGenerator<unknown> {
  if (!existsSync(path)) return
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity })
  for await (const line of lines) {
    try {
      yield JSON.parse(line) as unknown
    } catch {
      continue
    }
  }
}

/** A file that is open for appending JSON lines: many lines, one descriptor. A line is with the system when `append` returns. */
export class JsonLinesFile implements Disposable {
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a')
  }

  append(value: unknown): void {
    writeSync(this.#descriptor, `${JSON.stringify(value)}\n`)
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }
}
